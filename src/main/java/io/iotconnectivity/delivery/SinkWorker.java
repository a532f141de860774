package io.iotconnectivity.delivery;

import io.iotconnectivity.thread.NamedThread;
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

/**
 * Delivers the events of one partition one by one: several devices at a time, each device's events in order. One thread
 * decides and owns all state; the others only call the sink.
 */
final class SinkWorker implements SinkRunner {
    private static final int READ_AT_ONCE = 500;
    private static final Duration HEARTBEAT = Duration.ofMillis(100);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    /** A status looks at every subject, of which there are thousands in a storm, with thousands of rounds a second. */
    private static final Duration PUBLISHED_EVERY = Duration.ofMillis(50);

    private static final int FEW_SUBJECTS = 50;

    private final Sink sink;
    private final Delivery delivery;
    private final AssignedPartition partition;
    private final Clock clock;
    private final DeliveryCounts counts;
    private final long heartbeatMillis;
    private final StoreRetry storeRetry;

    private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final ExecutorService callers;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile SinkStatus status;
    private long published;
    /** Whether there may be more to read than the last time. */
    private boolean more = true;

    private SubjectQueues subjects;
    private SinkQueue queue;
    private Checkpoints checkpoints;
    private SinkCalls calls;

    SinkWorker(Sink sink, Delivery delivery, AssignedPartition partition, Clock clock, SinkMeters meters) {
        this(sink, delivery, partition, clock, meters, HEARTBEAT);
    }

    /**
     * @param heartbeat how long it waits at most until it looks for what it was not woken for, such as what is due by a clock that was set
     */
    SinkWorker(
            Sink sink,
            Delivery delivery,
            AssignedPartition partition,
            Clock clock,
            SinkMeters meters,
            Duration heartbeat) {
        this.sink = sink;
        this.delivery = delivery;
        this.partition = partition;
        this.clock = clock;
        this.heartbeatMillis = heartbeat.toMillis();
        this.storeRetry = new StoreRetry(sink.name());
        // The calls under way are limited elsewhere; threads end when a storm is over.
        this.callers = Executors.newCachedThreadPool(NamedThread.numberedDaemons("sink-" + sink.name()));
        this.thread = NamedThread.daemon("sink-" + sink.name(), this::run);
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
            mailbox.add(() -> {
                woken.set(false);
                more = true;
            });
        }
    }

    @Override
    public void enable() {
        mailbox.add(() -> {
            // Before that, it finds out when it loads its state.
            if (calls != null) {
                calls.enable();
            }
        });
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
            while (!stopping && !loaded()) {
                waitForStore();
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

    private boolean loaded() {
        try {
            load(partition.load());
            storeRetry.worked();
            return true;
        } catch (StoreUnavailable e) {
            storeRetry.failed(e);
            return false;
        }
    }

    private void load(SinkState saved) {
        SinkProgress progress = saved.progress();
        Instant now = clock.instant();
        subjects = new SubjectQueues(
                progress.cursor(),
                progress.reach(),
                sink.supersedes().isPresent(),
                sink.telling().hours().isPresent());
        saved.pending().forEach(pending -> subjects.restore(pending, now));
        Repeats repeats = new Repeats(saved.repetitions(), sink.telling(), now);
        queue = new SinkQueue(
                sink, subjects, new OpenTickets(sink, saved.tickets(), partition::isOver), repeats, counts);
        checkpoints = new Checkpoints(partition, subjects, repeats, progress.reach(), mailbox::add);
        calls = new SinkCalls(
                sink,
                delivery,
                partition::isHeld,
                queue,
                checkpoints,
                counts,
                clock,
                progress.gone(),
                callers,
                mailbox::add,
                () -> stopping);
    }

    private void waitForStore() throws InterruptedException {
        while (!stopping && !storeRetry.isDue()) {
            runMessages(storeRetry.millisUntilDue());
        }
    }

    private void runMessages(long patienceMillis) throws InterruptedException {
        Runnable message = mailbox.poll(patienceMillis, TimeUnit.MILLISECONDS);
        while (message != null) {
            message.run();
            message = mailbox.poll();
        }
    }

    private void round() throws InterruptedException {
        runMessages(storeRetry.isFailing() ? storeRetry.millisUntilDue() : untilNextRound());
        if (storeRetry.isDue()) {
            try {
                read();
                calls.begin();
                storeRetry.worked();
            } catch (StoreUnavailable e) {
                storeRetry.failed(e);
            }
        }
        checkpoints.save(clock.instant(), calls::attempt);
        publishNowAndThen();
    }

    private long untilNextRound() {
        if (more && subjects.hasRoom()) {
            return 0;
        }
        Instant now = clock.instant();
        long due = subjects.nextDue().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        long permit = calls.nextPermit(now).map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        return Math.min(heartbeatMillis, Math.max(1, Math.min(due, permit) - now.toEpochMilli()));
    }

    private void read() {
        if (!subjects.hasRoom()) {
            return;
        }
        EventSlice slice = partition.eventsAfter(subjects.readUpTo(), READ_AT_ONCE);
        more = slice.events().size() == READ_AT_ONCE;
        queue.read(slice, clock.instant());
    }

    private void publishNowAndThen() {
        if (subjects.size() < FEW_SUBJECTS || System.nanoTime() - published >= PUBLISHED_EVERY.toNanos()) {
            publish();
        }
    }

    private void publish() {
        published = System.nanoTime();
        status = counts.status(
                        !stopping,
                        subjects.waiting() + partition.waitingAfter(subjects.readUpTo()),
                        subjects.retrying(),
                        subjects.oldestWaiting(clock.instant()),
                        calls.pausedUntil(),
                        calls.gone())
                .with(partition.unread());
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
        counts.concurrency(0);
        publish();
        saved.completeOnTimeout(null, PATIENCE_AT_END.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private void takeMessage() throws InterruptedException {
        Runnable message = mailbox.poll(heartbeatMillis, TimeUnit.MILLISECONDS);
        if (message != null) {
            message.run();
        }
    }
}
