package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers all events of an interval in one batch, also an empty one. A batch that fails is tried again as it is. */
final class IntervalWorker implements SinkRunner {
    private static final Logger LOG = LoggerFactory.getLogger(IntervalWorker.class);

    private static final int LARGEST_BATCH = 10_000;
    private static final int READ_AT_ONCE = 1000;
    private static final long HEARTBEAT_MILLIS = 100;
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    private final Sink sink;
    private final Duration interval;
    private final Delivery delivery;
    private final DeliveryStore store;
    private final Clock clock;
    private final SinkMeters meters;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Thread thread;

    private volatile long cursor;
    private volatile long delivered;
    private volatile long failures;
    private volatile Optional<String> lastError = Optional.empty();
    private volatile Optional<Instant> lastDelivery = Optional.empty();
    private volatile Optional<Instant> pausedUntil = Optional.empty();
    private volatile Optional<String> gone = Optional.empty();
    private volatile Optional<Instant> oldestWaiting = Optional.empty();

    IntervalWorker(Sink sink, Delivery delivery, DeliveryStore store, Clock clock, SinkMeters meters) {
        this.sink = sink;
        this.interval = sink.interval().orElseThrow();
        this.delivery = delivery;
        this.store = store;
        this.clock = clock;
        this.meters = meters;
        this.thread = new Thread(this::run, "sink-" + sink.name());
        this.thread.setDaemon(true);
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
        // The interval decides when to look.
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
                Math.max(0, store.lastPosition() - cursor),
                0,
                0,
                oldestWaiting,
                lastError,
                lastDelivery,
                pausedUntil,
                gone,
                0);
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void run() {
        try {
            Instant next = clock.instant().plus(interval);
            while (!begun() && waitUntil(clock.instant().plusSeconds(1))) {}
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
            SinkState saved = store.load(sink.name());
            cursor = saved.cursor();
            gone = saved.gone();
            return true;
        } catch (StoreUnavailable e) {
            LOG.error("Sink {} cannot begin yet: {}", sink.name(), e.getMessage());
            return false;
        }
    }

    /** A store that cannot be read now can be read later: the sink must not fall silent for that. */
    private void deliverWhatIsDue() throws InterruptedException {
        try {
            boolean more = true;
            while (more && gone.isEmpty() && !isStopping()) {
                more = deliverBatch();
            }
        } catch (StoreUnavailable e) {
            LOG.error("Sink {} waits for its next interval: {}", sink.name(), e.getMessage());
        }
    }

    /** {@code false} if the sink is to stop. */
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

    /** Returns whether the batch was full, so that the next must not wait. */
    private boolean deliverBatch() throws InterruptedException {
        List<Logged> due = new ArrayList<>();
        long end = collect(due);
        List<Event> events = due.stream().map(Logged::event).toList();
        oldestWaiting = events.stream().findFirst().map(Event::time);
        for (int attempt = 1; ; attempt++) {
            Attempt outcome = Attempt.at(delivery, events, attempt, Optional.empty(), Optional.empty());
            Instant now = clock.instant();
            if (outcome.delivered()) {
                delivered += events.size();
                events.forEach(event -> meters.delivered(event, now));
                lastDelivery = Optional.of(now);
                lastError = Optional.empty();
                pausedUntil = Optional.empty();
                done(end, List.of());
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
                        "Sink {} says that it is gone, and gets nothing until it is enabled; what is due to it is kept. Enable"
                                + " it with the command sinks enable {}: {}",
                        sink.name(),
                        sink.name(),
                        error);
                gone = Optional.of(error);
                store.disable(sink.name(), error);
                return false;
            }
            if (outcome.isHopeless() || attempt >= sink.maxAttempts()) {
                int attempts = attempt;
                LOG.warn(
                        "Sink {} loses {} events after {} attempts, they are kept as dead letters: {}",
                        sink.name(),
                        events.size(),
                        attempt,
                        error);
                meters.lost(events.size());
                done(
                        end,
                        due.stream()
                                .map(logged -> lost(logged, attempts, error, now))
                                .toList());
                return events.size() == LARGEST_BATCH;
            }
            Instant again = now.plus(RedeliveryDelay.after(attempt, outcome.pause()));
            pausedUntil = Optional.of(again);
            if (!waitUntil(again)) {
                return false;
            }
        }
    }

    private Completion lost(Logged logged, int attempts, String error, Instant now) {
        boolean addressed = logged.addressee().isPresent();
        return new Completion(
                Optional.of(LostEvent.of(logged.event(), addressed, attempts, error, now, sink)),
                Optional.empty(),
                Optional.empty());
    }

    private long collect(List<Logged> events) {
        long end = cursor;
        while (events.size() < LARGEST_BATCH) {
            List<Logged> read = store.eventsAfter(end, Math.min(READ_AT_ONCE, LARGEST_BATCH - events.size()));
            if (read.isEmpty()) {
                break;
            }
            for (Logged logged : read) {
                end = logged.seq();
                boolean ours = logged.addressee().map(sink.name()::equals).orElseGet(() -> sink.wants()
                        .test(logged.event()));
                if (ours) {
                    events.add(logged);
                }
            }
        }
        return end;
    }

    private void done(long end, List<Completion> completions) {
        if (end != cursor) {
            cursor = end;
            store.save(new Checkpoint(sink.name(), end, end, Map.of(), Map.of(), Map.of(), completions), () -> {});
        }
        oldestWaiting = Optional.empty();
    }
}
