package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.engine.Delivery;
import io.iotconnectivity.engine.Sink;
import io.iotconnectivity.engine.SinkStatus;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers event by event: several devices at a time, each device's events in order. One thread decides, the others call
 * the sink; what the one decides upon is touched by no other.
 */
final class SinkWorker implements SinkRunner {
    private static final Logger LOG = LoggerFactory.getLogger(SinkWorker.class);

    private static final int READ_AT_ONCE = 500;
    /** After so many failures in a row the fault is taken to be the sink's. */
    private static final int FAILURES_TO_PAUSE = 5;

    private static final long HEARTBEAT_MILLIS = 100;
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    private final Sink sink;
    private final Delivery delivery;
    private final SinkStore store;
    private final EventLog log;
    private final CloudEvents codec;
    private final Clock clock;
    private final EngineMeters meters;
    private final CrashPoint.Watch watch;

    private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final ExecutorService callers;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile SinkStatus status;

    private Lanes lanes;
    private int underWay;
    private boolean noting;
    private int failuresInARow;
    private Optional<Instant> pausedUntil = Optional.empty();
    private boolean probing;
    private long delivered;
    private long failures;
    private Optional<String> lastError = Optional.empty();
    private Optional<Instant> lastDelivery = Optional.empty();

    SinkWorker(
            Sink sink,
            Delivery delivery,
            SinkStore store,
            EventLog log,
            CloudEvents codec,
            Clock clock,
            EngineMeters meters,
            CrashPoint.Watch watch) {
        this.sink = sink;
        this.delivery = delivery;
        this.store = store;
        this.log = log;
        this.codec = codec;
        this.clock = clock;
        this.meters = meters;
        this.watch = watch;
        AtomicInteger number = new AtomicInteger();
        this.callers = Executors.newFixedThreadPool(sink.concurrency(), call -> {
            Thread caller = new Thread(call, "sink-" + sink.name() + '-' + number.incrementAndGet());
            caller.setDaemon(true);
            return caller;
        });
        this.thread = new Thread(this::run, "sink-" + sink.name());
        this.thread.setDaemon(true);
        this.status = SinkStore.idle(sink.name(), true, 0, 0);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            mailbox.add(() -> woken.set(false));
        }
    }

    @Override
    public CompletableFuture<Void> stop() {
        stopping = true;
        mailbox.add(() -> {});
        if (thread.getState() == Thread.State.NEW) {
            callers.shutdown();
            stopped.complete(null);
        }
        return stopped;
    }

    @Override
    public SinkStatus status() {
        return status;
    }

    private void run() {
        try {
            while (!stopping && lanes == null) {
                load();
            }
            while (!stopping) {
                round();
            }
            if (lanes != null) {
                finish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            callers.shutdownNow();
            stopped.complete(null);
        }
    }

    private void load() throws InterruptedException {
        try {
            lanes = store.load(sink.name(), clock.instant());
        } catch (StoreException e) {
            LOG.error("Sink {} cannot begin yet: {}", sink.name(), e.getMessage());
            mailbox.poll(1, TimeUnit.SECONDS);
        }
    }

    private void round() throws InterruptedException {
        Runnable message = mailbox.poll(untilNextRound(), TimeUnit.MILLISECONDS);
        while (message != null) {
            message.run();
            message = mailbox.poll();
        }
        try {
            read();
            call();
            note();
        } catch (StoreException e) {
            LOG.error("Sink {} waits: {}", sink.name(), e.getMessage());
            TimeUnit.MILLISECONDS.sleep(HEARTBEAT_MILLIS);
        }
        publish();
    }

    private long untilNextRound() {
        if (lanes.hasRoom() && lanes.readUpTo() < log.last()) {
            return 0;
        }
        long now = clock.millis();
        long due = lanes.nextDue().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        return Math.min(HEARTBEAT_MILLIS, Math.max(1, due - now));
    }

    private void read() {
        if (!lanes.hasRoom()) {
            return;
        }
        Instant now = clock.instant();
        for (Logged logged : log.after(lanes.readUpTo(), READ_AT_ONCE)) {
            if (wants(logged.event())) {
                lanes.add(logged, now);
            } else {
                lanes.skip(logged.seq());
            }
        }
    }

    private boolean wants(Event event) {
        try {
            return sink.wants().test(event);
        } catch (RuntimeException e) {
            LOG.error("Sink {} gets event {}, since it cannot say whether it wants it", sink.name(), event.id(), e);
            return true;
        }
    }

    private void call() {
        Instant now = clock.instant();
        if (pausedUntil.isPresent()) {
            if (underWay == 0 && !now.isBefore(pausedUntil.get())) {
                lanes.takeForProbe().ifPresent(lane -> {
                    probing = true;
                    call(lane);
                });
            }
            return;
        }
        while (underWay < sink.concurrency()) {
            Optional<Lane> lane = lanes.take(now);
            if (lane.isEmpty()) {
                return;
            }
            call(lane.get());
        }
    }

    private void call(Lane lane) {
        Lane.Pending first = lane.first();
        int attempt = first.attempts + 1;
        underWay++;
        callers.execute(() -> {
            Attempt outcome = Attempt.at(delivery, List.of(first.event), attempt, watch);
            mailbox.add(() -> came(lane, outcome));
        });
    }

    private void came(Lane lane, Attempt outcome) {
        Instant now = clock.instant();
        underWay--;
        boolean wasProbe = probing;
        probing = false;
        if (outcome.delivered()) {
            delivered++;
            lastDelivery = Optional.of(now);
            lastError = Optional.empty();
            meters.delivery(sink.name(), "delivered", 1);
            lanes.delivered(lane, now);
            answered(wasProbe, now);
        } else if (stopping) {
            // Ended by us and not by the sink: it is tried again after the next start.
            lanes.undone(lane, now);
        } else {
            failed(lane, outcome, wasProbe, now);
        }
    }

    private void failed(Lane lane, Attempt outcome, boolean wasProbe, Instant now) {
        Lane.Pending first = lane.first();
        String error = outcome.error().orElseThrow();
        failures++;
        first.attempts++;
        lastError = Optional.of(error);
        meters.delivery(sink.name(), "failed", 1);
        if (outcome.hopeless() || first.attempts >= sink.maxAttempts()) {
            LOG.warn(
                    "{} loses event {} for sink {} after {} attempts, it is kept as a dead letter: {}",
                    lane.printableDevice(),
                    first.event.id(),
                    sink.name(),
                    first.attempts,
                    error);
            meters.delivery(sink.name(), "dead", 1);
            lanes.lost(lane, error, now);
        } else {
            Duration pause = outcome.pause().orElseGet(() -> Backoff.after(first.attempts));
            lanes.failed(lane, error, now.plus(pause), now);
        }
        if (outcome.hopeless()) {
            answered(wasProbe, now);
        } else {
            failuresInARow++;
            pause(outcome, error, now);
        }
    }

    private void pause(Attempt outcome, String error, Instant now) {
        Optional<Duration> pause = outcome.pause();
        if (pause.isEmpty() && failuresInARow >= FAILURES_TO_PAUSE) {
            pause = Optional.of(Backoff.after(failuresInARow - FAILURES_TO_PAUSE + 1));
        }
        if (pause.isEmpty()) {
            return;
        }
        Instant until = now.plus(pause.get());
        if (pausedUntil.isEmpty()) {
            LOG.warn("Sink {} is paused and tried again from {} on: {}", sink.name(), until, error);
        }
        pausedUntil = Optional.of(pausedUntil.filter(until::isBefore).orElse(until));
    }

    /** The sink is alive. Calls that were under way when the pause began prove nothing about what came after. */
    private void answered(boolean wasProbe, Instant now) {
        if (pausedUntil.isEmpty()) {
            failuresInARow = 0;
        } else if (wasProbe) {
            LOG.info("Sink {} takes events again", sink.name());
            failuresInARow = 0;
            pausedUntil = Optional.empty();
            lanes.release(now);
        }
    }

    /** One note at a time; what happens meanwhile goes into the next. */
    private void note() {
        if (!noting) {
            lanes.change(clock.instant()).ifPresent(change -> {
                noting = true;
                store.note(progress(change, () -> mailbox.add(() -> noting = false)));
            });
        }
    }

    private Progress progress(Lanes.Change change, Runnable then) {
        return new Progress(sink.name(), change.cursor(), change.rows(), change.lost(), codec, () -> {
            watch.passed(CrashPoint.AFTER_CURSOR);
            then.run();
        });
    }

    private void publish() {
        status = new SinkStatus(
                sink.name(),
                !stopping,
                delivered,
                failures,
                lanes.waiting() + Math.max(0, log.last() - lanes.readUpTo()),
                lanes.retrying(),
                0,
                lanes.oldestWaiting(),
                lastError,
                lastDelivery,
                pausedUntil,
                Optional.empty(),
                0);
    }

    private void finish() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_AT_END.toNanos();
        callers.shutdown();
        while (underWay > 0 && System.nanoTime() < end) {
            takeMessage();
        }
        if (underWay > 0) {
            callers.shutdownNow();
            callers.awaitTermination(1, TimeUnit.SECONDS);
        }
        for (Runnable message = mailbox.poll(); message != null; message = mailbox.poll()) {
            message.run();
        }
        Optional<Lanes.Change> change = lanes.change(clock.instant());
        publish();
        if (change.isPresent()) {
            CompletableFuture<Void> noted = new CompletableFuture<>();
            store.note(progress(change.get(), () -> noted.complete(null)));
            noted.completeOnTimeout(null, PATIENCE_AT_END.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    private void takeMessage() throws InterruptedException {
        Runnable message = mailbox.poll(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
        if (message != null) {
            message.run();
        }
    }
}
