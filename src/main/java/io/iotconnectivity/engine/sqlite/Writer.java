package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.health.BatchWatch;
import io.iotconnectivity.engine.sqlite.DatabaseFile.Trouble;
import io.iotconnectivity.engine.sqlite.Work.Answer;
import io.iotconnectivity.engine.sqlite.Work.Write;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.thread.NamedThread;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only thread that writes. Everything waiting when it starts a batch shares one transaction and one sync of the
 * disk; deadlines that have passed join in. A batch that cannot be written for now is kept and retried.
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /**
     * How often the clock is checked while nothing comes in; the clock may be set, so no longer wait can be trusted.
     */
    private static final long HEARTBEAT_MILLIS = 100;

    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(20);

    private final DatabaseFile file;
    private final CaseCodec cases;
    private final DeviceIndex devices;
    private final Backlog backlog;
    private final Clock clock;
    private final BatchMaker batches;
    private final Consumer<Batch> committed;
    private final Pruner pruner;
    private final Minutes minutes;
    private final EngineMeters meters;
    private final CrashPoint.Watch watch;

    private final WorkQueue queue;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = NamedThread.waitedFor("engine-writer", this::run);

    private final BatchWatch late;

    private volatile StoreHealth health = StoreHealth.WELL;
    /** Null after a failure: the driver discards a statement that has failed, so all of them are prepared again. */
    private Tables tables;

    private volatile Instant timersFrom;
    private boolean dead;
    private long lastSeq;
    private volatile OptionalLong nextDeadline;

    /**
     * @param devices is updated after each commit
     * @param committed is told of each batch when it is durable, on the writer thread
     * @param backlog puts deadlines on hold as well
     * @param timersFrom deadlines are on hold until then
     */
    Writer(
            DatabaseFile file,
            CaseCodec cases,
            DeviceIndex devices,
            Backlog backlog,
            Clock clock,
            Instant timersFrom,
            BatchMaker batches,
            Consumer<Batch> committed,
            Pruner pruner,
            Minutes minutes,
            EngineMeters meters,
            CrashPoint.Watch watch,
            Duration late)
            throws SQLException {
        this.file = file;
        this.devices = devices;
        this.backlog = backlog;
        this.cases = cases;
        this.tables = new Tables(file.writer(), cases);
        this.clock = clock;
        this.timersFrom = timersFrom;
        this.batches = batches;
        this.committed = committed;
        this.pruner = pruner;
        this.minutes = minutes;
        this.meters = meters;
        this.watch = watch;
        this.queue = new WorkQueue(watch);
        this.late = new BatchWatch(clock, System::nanoTime, thread, late);
        this.lastSeq = tables.events().lastSeq();
        this.nextDeadline = earlier(devices.firstDeadline(), tables.firstGroupDeadline());
    }

    /** Numbers events from there on, if that is higher than those in the file. Call it before the start. */
    void startAfter(long seq) {
        lastSeq = Math.max(lastSeq, seq);
    }

    void start() {
        meters.queueDepth(queue, WorkQueue::size);
        thread.start();
        late.start();
    }

    /** Queues a write, in the order of the calls. Never blocks. The future never completes on the writer thread. */
    CompletableFuture<Void> write(Write write) {
        return queue.add(new Work<>(write));
    }

    /**
     * Queues a write, in the order of the calls. Never blocks.
     *
     * @param instead what to write if the store rejects the first because of its content
     */
    CompletableFuture<Void> write(Write write, Function<Exception, Write> instead) {
        return queue.add(new Work<>(write, instead));
    }

    /** Like {@link #write(Write)}; completes with the answer given in the transaction that was committed. */
    <T> CompletableFuture<T> ask(Answer<T> write) {
        return queue.add(new Work<>(write));
    }

    /** Like {@link #write(Write, Function)}; completes with the answer given in the transaction that was committed. */
    <T> CompletableFuture<T> ask(Answer<T> write, Function<Exception, Answer<T>> instead) {
        return queue.add(new Work<>(write, instead));
    }

    /**
     * Like {@link #write(Write)}.
     *
     * @param then runs once the write is durable, or certain to fail; not on the writer thread
     */
    void write(Write write, Runnable then) {
        follow(write(write), then);
    }

    /**
     * Queues a write that shares a transaction with other work, or is written within a heartbeat if there is none.
     * Never blocks.
     *
     * @param then runs once the write is durable, or certain to fail; not on the writer thread
     */
    void writeUnhurried(Write write, Runnable then) {
        follow(askUnhurried(write), then);
    }

    private static void follow(CompletableFuture<Void> durable, Runnable then) {
        durable.whenComplete((done, why) -> {
            try {
                then.run();
            } catch (RuntimeException e) {
                // Nobody holds the future that would report it.
                LOG.error("A callback failed after a commit", e);
            }
        });
    }

    /** Like {@link #writeUnhurried}; completes with the answer given in the transaction that was committed. */
    <T> CompletableFuture<T> askUnhurried(Answer<T> write) {
        return queue.addUnhurried(new Work<>(write));
    }

    StoreHealth health() {
        StoreHealth known = health;
        return known.isWell() ? late.health() : known;
    }

    /** Creates the batch for a given time and last sequence number of the log. */
    interface BatchMaker {
        /**
         * @param tables the same ones until a batch fails
         */
        Batch make(Tables tables, Instant now, long lastSeq) throws SQLException;
    }

    /** Puts deadlines on hold until then. */
    void holdDeadlines(Instant until) {
        timersFrom = until;
    }

    Connection connection() {
        return tables.connection();
    }

    /** When the next device, case or group is due, in milliseconds since 1970. */
    OptionalLong nextDeadline() {
        return nextDeadline;
    }

    long lastSeq() {
        return lastSeq;
    }

    private void run() {
        try {
            while (!dead && (closing.getCount() > 0 || !queue.isEmpty())) {
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            queue.end(new StoreException(health.problem().orElse("the engine is closed; the source keeps the signal")));
            letGo();
            late.close();
        }
    }

    private void round() throws InterruptedException {
        List<Work<?>> works = queue.take(untilNextRound());
        pruner.slice(clock.instant()).map(Work::new).ifPresent(works::add);
        minutes.turn(clock.instant()).map(Work::new).ifPresent(works::add);
        boolean timers = timersDue(clock.instant());
        if (!works.isEmpty() || timers) {
            write(works, timers);
        } else {
            file.gone().ifPresent(problem -> lose(problem, works));
        }
    }

    private long untilNextRound() {
        Instant now = clock.instant();
        if (closing.getCount() == 0 || timersDue(now)) {
            return 0;
        }
        long left = nextDeadline.orElse(Long.MAX_VALUE) - now.toEpochMilli();
        // A deadline that has passed is on hold.
        return left > 0 ? Math.min(HEARTBEAT_MILLIS, left) : HEARTBEAT_MILLIS;
    }

    private boolean timersDue(Instant now) {
        return nextDeadline.isPresent()
                && nextDeadline.getAsLong() <= now.toEpochMilli()
                && !now.isBefore(timersFrom)
                && !backlog.holds(now)
                && closing.getCount() > 0;
    }

    /** Retries until the batch is written, or certain to fail. */
    private void write(List<Work<?>> works, boolean timers) throws InterruptedException {
        long pause = 50;
        while (true) {
            try {
                attempt(works, timers);
                return;
            } catch (Error e) {
                meters.failedCommit();
                // Nothing may be lost in silence: those who wait are told, and so are health checks.
                letGo();
                die(
                        "writing to " + file.path() + " has stopped for good; restart the application: " + e,
                        e,
                        works,
                        true);
                return;
            } catch (SQLException | RuntimeException e) {
                meters.failedCommit();
                Optional<String> gone = file.gone();
                if (gone.isPresent()) {
                    lose(gone.get(), works);
                    return;
                }
                letGo();
                Trouble trouble = e instanceof SQLException sql ? Trouble.of(sql) : Trouble.PECULIAR;
                if (trouble == Trouble.DAMAGED) {
                    die(file.damagedMessage(e.getMessage()), e, works, false);
                    return;
                } else if (trouble == Trouble.PECULIAR) {
                    writeSingly(works, timers, e);
                    return;
                }
                troubled(e);
                if (closing.await(pause, TimeUnit.MILLISECONDS)) {
                    queue.abandon(works, new StoreException(health.problem().orElseThrow(), e));
                    return;
                }
                pause = Math.min(LONGEST_RETRY.toMillis(), pause * 2);
            }
        }
    }

    private void attempt(List<Work<?>> works, boolean timers) throws SQLException {
        late.begin();
        try {
            long start = System.nanoTime();
            Committing committing = transact(works, timers);
            // Only now is it certain that what was written can be found again.
            Optional<String> gone = file.gone();
            if (gone.isPresent()) {
                meters.failedCommit();
                lose(gone.get(), works);
                return;
            }
            lastSeq = committing.batch().lastSeq();
            devices.put(committing.batch().devices());
            devices.remove(committing.batch().forgotten());
            nextDeadline = earlier(devices.firstDeadline(), committing.firstOfGroups());
            meters.commit(System.nanoTime() - start, works.size());
            wellAgain();
            tell(committing.batch());
            queue.acknowledge(works);
        } finally {
            late.end();
        }
    }

    /** What is durable is not written again, even if a listener fails. */
    private void tell(Batch batch) {
        try {
            committed.accept(batch);
        } catch (RuntimeException e) {
            LOG.error("A listener failed after a commit", e);
        }
    }

    private record Committing(Batch batch, OptionalLong firstOfGroups) {}

    private Committing transact(List<Work<?>> works, boolean timers) throws SQLException {
        if (tables == null) {
            tables = new Tables(file.writer(), cases);
        }
        tables.begin();
        Batch batch = batches.make(tables, clock.instant(), lastSeq);
        for (Work<?> work : works) {
            work.write(batch);
        }
        // The signals of this batch may be the first of a backlog.
        if (timers && !backlog.holds(batch.now())) {
            batch.takeDue(WorkQueue.LARGEST_BATCH);
        }
        batch.save();
        minutes.add(batch);
        OptionalLong deadline = tables.firstGroupDeadline();
        watch.passed(CrashPoint.BEFORE_COMMIT);
        tables.commit();
        watch.passed(CrashPoint.AFTER_COMMIT);
        return new Committing(batch, deadline);
    }

    private static OptionalLong earlier(OptionalLong one, OptionalLong other) {
        return LongStream.concat(one.stream(), other.stream()).min();
    }

    /** Closes the connection, and with it the transaction, whatever state the failure left them in. */
    private void letGo() {
        if (tables != null) {
            try {
                tables.close();
            } catch (SQLException e) {
                LOG.warn("A connection to {} was not closed cleanly: {}", file.path(), e.getMessage());
            }
            tables = null;
        }
    }

    /** The file has lost its name: whatever is written to it is gone with the process, so nothing is acknowledged. */
    private void lose(String problem, List<Work<?>> works) {
        if (tables != null) {
            file.carryOver(tables.connection());
        }
        letGo();
        die(problem, new StoreException(problem), works, true);
    }

    /** One write is at fault: each gets a transaction of its own, so that only that one fails. */
    private void writeSingly(List<Work<?>> works, boolean timers, Exception why) throws InterruptedException {
        if (works.size() + (timers ? 1 : 0) > 1) {
            LOG.warn("A batch of {} failed; its writes are retried one by one: {}", works.size(), why.toString());
            for (Work<?> work : works) {
                write(List.of(work), false);
            }
            if (timers) {
                write(List.of(), true);
            }
        } else if (timers) {
            LOG.error("Deadlines cannot be processed; retrying in {} s", LONGEST_RETRY.toSeconds(), why);
            nextDeadline = OptionalLong.of(clock.millis() + LONGEST_RETRY.toMillis());
        } else {
            Work<?> work = works.get(0);
            if (work.writeInstead(why)) {
                write(works, false);
            } else {
                LOG.error("A write failed for good", why);
                queue.abandon(works, why);
            }
        }
    }

    private void troubled(Exception e) {
        String problem = file.path() + " cannot be written: " + e.getMessage()
                + ". Signals wait unacknowledged until it can. Free space on that disk and check the"
                + " permissions of the file (setting engine.file).";
        if (health.isWell()) {
            LOG.error(problem);
        }
        health = new StoreHealth(Optional.of(problem));
    }

    private void wellAgain() {
        if (!health.isWell()) {
            LOG.info("{} can be written again", file.path());
            health = StoreHealth.WELL;
        }
    }

    private void die(String problem, Throwable e, List<Work<?>> works, boolean restartHelps) {
        LOG.error(problem, e);
        health = new StoreHealth(Optional.of(problem), restartHelps);
        dead = true;
        queue.abandon(works, new StoreException(problem, e));
    }

    /** Writes what is still waiting, then stops. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(LONGEST_CLOSE.toMillis());
            queue.close(LONGEST_CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
