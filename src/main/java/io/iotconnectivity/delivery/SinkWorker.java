package io.iotconnectivity.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    private static final long HEARTBEAT_MILLIS = 100;
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    private final Sink sink;
    private final Delivery delivery;
    private final DeliveryStore store;
    private final Clock clock;
    private final DeliveryCounts counts;

    private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final ExecutorService callers;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile SinkStatus status;

    private SubjectQueues subjects;
    private SinkQueue queue;
    private Checkpoints checkpoints;
    private SinkCalls calls;

    SinkWorker(Sink sink, Delivery delivery, DeliveryStore store, Clock clock, SinkMeters meters) {
        this.sink = sink;
        this.delivery = delivery;
        this.store = store;
        this.clock = clock;
        AtomicInteger number = new AtomicInteger();
        this.callers = Executors.newFixedThreadPool(sink.concurrency(), call -> {
            Thread caller = new Thread(call, "sink-" + sink.name() + '-' + number.incrementAndGet());
            caller.setDaemon(true);
            return caller;
        });
        this.thread = new Thread(this::run, "sink-" + sink.name());
        this.thread.setDaemon(true);
        this.counts = new DeliveryCounts(sink.name(), meters);
        this.status = SinkStatus.idle(sink.name(), true, 0, 0, Optional.empty());
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
    public void enable() {
        mailbox.add(() -> calls.enable());
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
            while (!stopping && calls == null) {
                load();
            }
            while (!stopping) {
                round();
            }
            if (calls != null) {
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
            SinkState saved = store.load(sink.name());
            Instant now = clock.instant();
            SubjectQueues waiting = new SubjectQueues(saved.cursor(), Math.min(saved.reach(), store.lastPosition()));
            saved.pending().forEach(pending -> waiting.restore(pending, now));
            OpenTickets tickets = new OpenTickets(sink, saved.tickets(), store::isOver);
            Repeats repeats = new Repeats(saved.repetitions(), now);
            subjects = waiting;
            queue = new SinkQueue(sink, subjects, tickets, repeats, counts);
            checkpoints = new Checkpoints(sink.name(), store, subjects, repeats, saved.reach(), mailbox::add);
            calls = new SinkCalls(
                    sink,
                    delivery,
                    queue,
                    checkpoints,
                    counts,
                    clock,
                    saved.gone(),
                    callers,
                    mailbox::add,
                    () -> stopping);
        } catch (StoreUnavailable e) {
            LOG.error("Sink {} cannot begin yet: {}", sink.name(), e.getMessage());
            mailbox.poll(1, TimeUnit.SECONDS);
            woken.set(false);
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
            calls.begin();
            checkpoints.save(clock.instant(), calls::attempt);
        } catch (StoreUnavailable e) {
            LOG.error("Sink {} waits: {}", sink.name(), e.getMessage());
            TimeUnit.MILLISECONDS.sleep(HEARTBEAT_MILLIS);
        }
        publish();
    }

    private long untilNextRound() {
        if (subjects.hasRoom() && subjects.readUpTo() < store.lastPosition()) {
            return 0;
        }
        Instant now = clock.instant();
        long due = subjects.nextDue().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        long permit = calls.nextPermit(now).map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        return Math.min(HEARTBEAT_MILLIS, Math.max(1, Math.min(due, permit) - now.toEpochMilli()));
    }

    private void read() {
        if (!subjects.hasRoom()) {
            return;
        }
        Instant now = clock.instant();
        for (Logged logged : store.eventsAfter(subjects.readUpTo(), READ_AT_ONCE)) {
            queue.read(logged, now);
        }
    }

    private void publish() {
        status = counts.status(
                !stopping,
                subjects.waiting() + Math.max(0, store.lastPosition() - subjects.readUpTo()),
                subjects.retrying(),
                subjects.oldestWaiting(),
                calls.pausedUntil(),
                calls.gone());
    }

    private void finish() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_AT_END.toNanos();
        calls.stop();
        callers.shutdown();
        while (calls.underWay() > 0 && System.nanoTime() < end) {
            takeMessage();
        }
        if (calls.underWay() > 0) {
            callers.shutdownNow();
            callers.awaitTermination(1, TimeUnit.SECONDS);
        }
        for (Runnable message = mailbox.poll(); message != null; message = mailbox.poll()) {
            message.run();
        }
        CompletableFuture<Void> saved = new CompletableFuture<>();
        checkpoints.saveLast(clock.instant(), () -> saved.complete(null));
        publish();
        saved.completeOnTimeout(null, PATIENCE_AT_END.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private void takeMessage() throws InterruptedException {
        Runnable message = mailbox.poll(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
        if (message != null) {
            message.run();
        }
    }
}
