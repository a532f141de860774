package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.thread.NamedThread;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers all events of an interval, from all its partitions, in one batch, even an empty one. A failed batch is retried
 * unchanged.
 */
final class IntervalWorker implements SinkRunner {
    private static final Logger LOG = LoggerFactory.getLogger(IntervalWorker.class);

    private static final int LARGEST_BATCH = 10_000;
    private static final int READ_AT_ONCE = 1000;
    private static final long HEARTBEAT_MILLIS = 100;
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    private final Sink sink;
    private final Duration interval;
    private final Delivery delivery;
    private final List<Part> parts;
    private final Clock clock;
    /** When the first interval begins: not when the thread gets to run, which may be later. */
    private final Instant begin;

    private final SinkMeters meters;
    private final StoreRetry storeRetry;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Thread thread;

    private volatile long delivered;
    private volatile long failures;
    private volatile Optional<String> lastError = Optional.empty();
    private volatile Optional<Instant> lastDelivery = Optional.empty();
    private volatile Optional<Instant> pausedUntil = Optional.empty();
    private volatile Optional<String> gone = Optional.empty();
    private volatile Optional<Instant> oldestWaiting = Optional.empty();

    /** One of its partitions, and up to where its events were delivered. */
    private static final class Part {
        final AssignedPartition partition;
        volatile long cursor;

        Part(AssignedPartition partition) {
            this.partition = partition;
        }
    }

    /**
     * What one partition adds to a batch.
     *
     * @param end the position up to which it was read
     */
    private record Due(Part part, List<Logged> events, long end) {}

    IntervalWorker(Sink sink, Delivery delivery, List<AssignedPartition> partitions, Clock clock, SinkMeters meters) {
        this.sink = sink;
        this.interval = sink.interval().orElseThrow();
        this.delivery = delivery;
        this.parts = partitions.stream().map(Part::new).toList();
        this.clock = clock;
        this.begin = clock.instant();
        this.meters = meters;
        this.storeRetry = new StoreRetry(sink.name());
        this.thread = NamedThread.daemon("sink-" + sink.name(), this::run);
    }

    @Override
    public void enable() {
        gone = Optional.empty();
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void wake() {
        // The interval decides when to read the log.
    }

    @Override
    public CompletableFuture<Void> stop() {
        stopping.countDown();
        if (thread.getState() == Thread.State.NEW) {
            stopped.complete(null);
        }
        CompletableFuture.delayedExecutor(PATIENCE_AT_END.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!stopped.isDone()) {
                        thread.interrupt();
                    }
                });
        return stopped;
    }

    @Override
    public SinkStatus status() {
        return new SinkStatus(
                sink.name(),
                !isStopping(),
                delivered,
                failures,
                parts.stream()
                        .mapToLong(part -> part.partition.waitingAfter(part.cursor))
                        .sum(),
                0,
                0,
                oldestWaiting,
                lastError,
                lastDelivery,
                pausedUntil,
                gone,
                0,
                parts.stream().map(part -> part.partition.unread()).reduce(Optional.empty(), Unread::older));
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void run() {
        try {
            Instant next = begin.plus(interval);
            while (!isStopping() && !begun()) {
                stopping.await(storeRetry.millisUntilDue(), TimeUnit.MILLISECONDS);
            }
            while (waitUntil(next)) {
                deliverWhatIsDue();
                next = next.plus(interval);
                next = next.isBefore(clock.instant()) ? clock.instant().plus(interval) : next;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.complete(null);
        }
    }

    private boolean begun() {
        try {
            Optional<String> why = Optional.empty();
            for (Part part : parts) {
                SinkProgress saved = part.partition.progress();
                part.cursor = saved.cursor();
                why = why.or(saved::gone);
            }
            gone = why;
            storeRetry.worked();
            return true;
        } catch (StoreUnavailable e) {
            storeRetry.failed(e);
            return false;
        }
    }

    /** A store that cannot be read now may be readable later: the sink must not stop because of it. */
    private void deliverWhatIsDue() throws InterruptedException {
        try {
            boolean more = true;
            while (more && gone.isEmpty() && !isStopping()) {
                more = deliverBatch();
            }
        } catch (StoreUnavailable e) {
            LOG.error("Sink {} skips to its next interval: {}", sink.name(), e.getMessage());
        }
    }

    /** Returns {@code false} if the sink is to stop. */
    private boolean waitUntil(Instant moment) throws InterruptedException {
        for (long left = moment.toEpochMilli() - clock.millis();
                left > 0;
                left = moment.toEpochMilli() - clock.millis()) {
            if (stopping.await(Math.min(left, HEARTBEAT_MILLIS), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return !isStopping();
    }

    /** Returns whether the batch was full, so that the next one must not wait. */
    private boolean deliverBatch() throws InterruptedException {
        List<Due> batch = collect();
        List<Event> events = batch.stream()
                .flatMap(due -> due.events().stream())
                .map(Logged::event)
                .toList();
        oldestWaiting = events.stream().map(Event::time).min(Comparator.naturalOrder());
        for (int attempt = 1; isHeld(); attempt++) {
            Attempt outcome = Attempt.at(delivery, events, attempt, Optional.empty(), Optional.empty());
            Instant now = clock.instant();
            if (outcome.delivered()) {
                delivered += events.size();
                events.forEach(event -> meters.delivered(event, now));
                lastDelivery = Optional.of(now);
                lastError = Optional.empty();
                pausedUntil = Optional.empty();
                done(batch, logged -> Optional.empty());
                return events.size() == LARGEST_BATCH;
            }
            String error = outcome.error();
            failures++;
            meters.failed();
            lastError = Optional.of(error);
            if (isStopping()) {
                return false;
            }
            if (outcome.isGone()) {
                LOG.error(
                        "Sink {} reports that it is gone and is disabled; the events due to it are kept. Enable"
                                + " it with the command sinks enable {}: {}",
                        sink.name(),
                        sink.name(),
                        error);
                gone = Optional.of(error);
                parts.forEach(part -> part.partition.disable(error));
                return false;
            }
            if (outcome.isHopeless() || attempt >= sink.maxAttempts()) {
                int attempts = attempt;
                LOG.warn(
                        "Sink {} gives up on {} events after {} attempts; they are kept as dead letters: {}",
                        sink.name(),
                        events.size(),
                        attempt,
                        error);
                meters.lost(events.size());
                done(batch, logged -> Optional.of(lost(logged, attempts, error, now)));
                return events.size() == LARGEST_BATCH;
            }
            Instant again = now.plus(RedeliveryDelay.after(attempt, outcome.pause()));
            pausedUntil = Optional.of(again);
            if (!waitUntil(again)) {
                return false;
            }
        }
        return false;
    }

    private boolean isHeld() {
        return parts.stream().allMatch(part -> part.partition.isHeld());
    }

    private Completion lost(Logged logged, int attempts, String error, Instant now) {
        boolean addressed = logged.addressee().isPresent();
        return new Completion(
                Optional.of(LostEvent.of(logged.event(), addressed, attempts, error, now, sink)),
                Optional.empty(),
                Optional.empty());
    }

    private List<Due> collect() {
        List<Due> batch = new ArrayList<>();
        int room = LARGEST_BATCH;
        for (Part part : parts) {
            Due due = collect(part, room);
            batch.add(due);
            room -= due.events().size();
        }
        return batch;
    }

    private Due collect(Part part, int room) {
        List<Logged> events = new ArrayList<>();
        long end = part.cursor;
        boolean more = true;
        while (more && events.size() < room) {
            int limit = Math.min(READ_AT_ONCE, room - events.size());
            EventSlice slice = part.partition.eventsAfter(end, limit);
            end = slice.end();
            more = slice.events().size() == limit;
            slice.events().stream().filter(this::isOurs).forEach(events::add);
        }
        return new Due(part, events, end);
    }

    private boolean isOurs(Logged logged) {
        return logged.addressee().map(sink.name()::equals).orElseGet(() -> sink.wants()
                .test(logged.event()));
    }

    /** Saves that a batch is done with, in a checkpoint for each partition. */
    private void done(List<Due> batch, Function<Logged, Optional<Completion>> completion) {
        for (Due due : batch) {
            if (due.end() != due.part().cursor) {
                due.part().cursor = due.end();
                List<Completion> completions = due.events().stream()
                        .flatMap(logged -> completion.apply(logged).stream())
                        .toList();
                Checkpoint checkpoint = new Checkpoint(due.end(), due.end(), Map.of(), Map.of(), Map.of(), completions);
                due.part().partition.save(checkpoint, () -> {});
            }
        }
        oldestWaiting = Optional.empty();
    }
}
