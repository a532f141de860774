package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.health.BatchWatch;
import io.iotconnectivity.engine.sqlite.DatabaseFile.Trouble;
import io.iotconnectivity.engine.sqlite.Work.Answer;
import io.iotconnectivity.engine.sqlite.Work.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Whatever waits when it comes round shares a transaction and one sync of the disk; deadlines
 * that have come join in. A batch that cannot be written for now is kept and tried again.
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /**
     * Enough to share out the sync of the disk, and less than a broker has under way: with all of it in one batch, the
     * source would rest while that is written, and the writer while the source is told.
     */
    private static final int LARGEST_BATCH = 250;

    /** How often the clock is looked at while nothing comes in; it may be set, so no longer wait can be trusted. */
    private static final long HEARTBEAT_MILLIS = 100;

    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(20);

    private final DatabaseFile file;
    private final PresenceCodec codec;
    private final CaseCodec cases;
    private final Clock clock;
    private final BatchMaker batches;
    private final Consumer<Batch> committed;
    private final Pruner pruner;
    private final Minutes minutes;
    private final EngineMeters meters;
    private final CrashPoint.Watch watch;

    private final BlockingQueue<Work<?>> queue = new LinkedBlockingQueue<>();
    private final Queue<Work<?>> unhurried = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService acknowledger =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "engine-acknowledger"));
    private final Thread thread = new Thread(this::run, "engine-writer");

    private final BatchWatch late;

    private volatile StoreHealth health = StoreHealth.WELL;
    /** Null after a failure: the driver gives up a statement that has failed, so all of them are made anew. */
    private Tables tables;

    private volatile Instant timersFrom;
    private volatile boolean ended;
    private boolean dead;
    private long lastSeq;
    private OptionalLong nextDeadline;

    /**
     * @param committed is told of each batch when it is durable, on the writer's thread
     * @param timersFrom deadlines wait until then
     */
    Writer(
            DatabaseFile file,
            PresenceCodec codec,
            CaseCodec cases,
            Clock clock,
            Instant timersFrom,
            BatchMaker batches,
            Consumer<Batch> committed,
            Pruner pruner,
            Minutes minutes,
            EngineMeters meters,
            CrashPoint.Watch watch)
            throws SQLException {
        this.file = file;
        this.codec = codec;
        this.cases = cases;
        this.tables = new Tables(file.writer(), codec, cases);
        this.clock = clock;
        this.timersFrom = timersFrom;
        this.batches = batches;
        this.committed = committed;
        this.pruner = pruner;
        this.minutes = minutes;
        this.meters = meters;
        this.watch = watch;
        this.late = new BatchWatch(clock, System::nanoTime, thread);
        this.lastSeq = tables.lastSeq();
        this.nextDeadline = tables.firstDeadline();
    }

    void start() {
        meters.queueDepth(queue, BlockingQueue::size);
        thread.start();
        late.start();
    }

    /** Has it written as soon as may be, in the order of the calls. Never blocks. The future never completes on the writer's thread. */
    CompletableFuture<Void> write(Write write) {
        return submit(new Work<>(write));
    }

    /**
     * Has it written as soon as may be, in the order of the calls. Never blocks.
     *
     * @param instead what to write if the store refuses the first for what it holds
     */
    CompletableFuture<Void> write(Write write, Function<Exception, Write> instead) {
        return submit(new Work<>(write, instead));
    }

    /** As {@link #write(Write)}; completes with the answer that was given in the transaction that was committed. */
    <T> CompletableFuture<T> ask(Answer<T> write) {
        return submit(new Work<>(write));
    }

    /** As {@link #write(Write, Function)}; completes with the answer that was given in the transaction that was committed. */
    <T> CompletableFuture<T> ask(Answer<T> write, Function<Exception, Answer<T>> instead) {
        return submit(new Work<>(write, instead));
    }

    private <T> CompletableFuture<T> submit(Work<T> work) {
        queue.add(work);
        if (ended) {
            abandonQueue();
        }
        return work;
    }

    /**
     * As {@link #write(Write)}.
     *
     * @param then runs once it is durable, or never will be; not on the writer's thread
     */
    void write(Write write, Runnable then) {
        follow(write(write), then);
    }

    /**
     * Has it written together with other work, or within a heartbeat if there is none. Never blocks.
     *
     * @param then runs once it is durable, or never will be; not on the writer's thread
     */
    void writeUnhurried(Write write, Runnable then) {
        follow(askUnhurried(write), then);
    }

    private static void follow(CompletableFuture<Void> durable, Runnable then) {
        durable.whenComplete((done, why) -> {
            try {
                then.run();
            } catch (RuntimeException e) {
                // Nobody has the future that would tell of it.
                LOG.error("What follows a commit failed", e);
            }
        });
    }

    /** As {@link #writeUnhurried}; completes with the answer that was given in the transaction that was committed. */
    <T> CompletableFuture<T> askUnhurried(Answer<T> write) {
        Work<T> work = new Work<>(write);
        unhurried.add(work);
        return work;
    }

    StoreHealth health() {
        StoreHealth known = health;
        return known.isWell() ? late.health() : known;
    }

    /** Makes the batch for a moment and the last number in the log. */
    interface BatchMaker {
        /**
         * @param tables the same as long as no batch has failed
         */
        Batch make(Tables tables, Instant now, long lastSeq) throws SQLException;
    }

    /** Deadlines wait until then. */
    void holdDeadlines(Instant until) {
        timersFrom = until;
    }

    Connection connection() {
        return tables.connection();
    }

    long lastSeq() {
        return lastSeq;
    }

    private void run() {
        try {
            while (!dead && (closing.getCount() > 0 || !queue.isEmpty() || !unhurried.isEmpty())) {
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
            abandonQueue();
            letGo();
            late.close();
        }
    }

    private void round() throws InterruptedException {
        List<Work<?>> works = new ArrayList<>();
        Work<?> first = queue.poll(untilNextRound(), TimeUnit.MILLISECONDS);
        if (first != null) {
            works.add(first);
            queue.drainTo(works, LARGEST_BATCH - 1);
        }
        for (Work<?> work = unhurried.poll(); work != null; work = unhurried.poll()) {
            works.add(work);
        }
        pruner.slice(clock.instant()).map(Work::new).ifPresent(works::add);
        minutes.turn(clock.instant()).map(Work::new).ifPresent(works::add);
        boolean timers = timersDue();
        if (!works.isEmpty() || timers) {
            write(works, timers);
        } else {
            file.gone().ifPresent(problem -> lose(problem, works));
        }
    }

    private long untilNextRound() {
        if (closing.getCount() == 0 || timersDue()) {
            return 0;
        }
        long now = clock.millis();
        return Math.min(HEARTBEAT_MILLIS, Math.max(1, nextDeadline.orElse(Long.MAX_VALUE) - now));
    }

    private boolean timersDue() {
        Instant now = clock.instant();
        return nextDeadline.isPresent()
                && nextDeadline.getAsLong() <= now.toEpochMilli()
                && !now.isBefore(timersFrom)
                && closing.getCount() > 0;
    }

    /** Writes until it is written, or until it is certain that it cannot be. */
    private void write(List<Work<?>> works, boolean timers) throws InterruptedException {
        long pause = 50;
        while (true) {
            try {
                attempt(works, timers);
                return;
            } catch (Error e) {
                meters.failedCommit();
                // Not a word of it may get lost: who waits is told, and what asks after our health.
                letGo();
                die(
                        "nothing can be written to " + file.path() + " any more, restart the application: " + e,
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
                    abandon(works, new StoreException(health.problem().orElseThrow(), e));
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
            Batch batch = transact(works, timers);
            // Only now is it certain that what was written can be found again.
            Optional<String> gone = file.gone();
            if (gone.isPresent()) {
                meters.failedCommit();
                lose(gone.get(), works);
                return;
            }
            meters.commit(System.nanoTime() - start, works.size());
            wellAgain();
            tell(batch);
            acknowledge(works);
        } finally {
            late.end();
        }
    }

    /** What is durable is not written again, whatever those make of it that are told. */
    private void tell(Batch batch) {
        try {
            committed.accept(batch);
        } catch (RuntimeException e) {
            LOG.error("What follows a commit failed", e);
        }
    }

    private Batch transact(List<Work<?>> works, boolean timers) throws SQLException {
        if (tables == null) {
            tables = new Tables(file.writer(), codec, cases);
        }
        tables.begin();
        Batch batch = batches.make(tables, clock.instant(), lastSeq);
        for (Work<?> work : works) {
            work.write(batch);
        }
        if (timers) {
            batch.takeDue(LARGEST_BATCH);
        }
        batch.save();
        minutes.add(batch);
        OptionalLong deadline = tables.firstDeadline();
        watch.passed(CrashPoint.BEFORE_COMMIT);
        tables.commit();
        watch.passed(CrashPoint.AFTER_COMMIT);
        lastSeq = batch.lastSeq();
        nextDeadline = deadline;
        return batch;
    }

    /** Ends the connection, and with it the transaction, whatever state the failure has left them in. */
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

    /** The file has lost its name: whatever is written there is gone with the process, so nothing is acknowledged. */
    private void lose(String problem, List<Work<?>> works) {
        if (tables != null) {
            file.carryOver(tables.connection());
        }
        letGo();
        die(problem, new StoreException(problem), works, true);
    }

    /** One of them is at fault: each is given a transaction of its own, so that only that one fails. */
    private void writeSingly(List<Work<?>> works, boolean timers, Exception why) throws InterruptedException {
        if (works.size() + (timers ? 1 : 0) > 1) {
            LOG.warn("A batch of {} failed and is written one by one: {}", works.size(), why.toString());
            for (Work<?> work : works) {
                write(List.of(work), false);
            }
            if (timers) {
                write(List.of(), true);
            }
        } else if (timers) {
            LOG.error("Deadlines cannot be worked on; trying again in {} s", LONGEST_RETRY.toSeconds(), why);
            nextDeadline = OptionalLong.of(clock.millis() + LONGEST_RETRY.toMillis());
        } else {
            Work<?> work = works.get(0);
            if (work.writeInstead(why)) {
                write(works, false);
            } else {
                LOG.error("A write failed for good", why);
                abandon(works, why);
            }
        }
    }

    private void acknowledge(List<Work<?>> works) {
        acknowledger.execute(() -> {
            watch.passed(CrashPoint.BEFORE_ACK);
            for (Work<?> work : works) {
                try {
                    work.committed();
                } catch (RuntimeException e) {
                    LOG.error("What follows a commit failed", e);
                }
            }
            watch.passed(CrashPoint.AFTER_ACK);
        });
    }

    private void abandon(List<Work<?>> works, Throwable why) {
        acknowledger.execute(() -> works.forEach(work -> work.failed(why)));
    }

    private void abandonQueue() {
        List<Work<?>> left = new ArrayList<>();
        queue.drainTo(left);
        if (!left.isEmpty()) {
            StoreException why =
                    new StoreException(health.problem().orElse("the engine is closed; the source keeps the signal"));
            left.forEach(work -> work.failed(why));
        }
    }

    private void troubled(Exception e) {
        String problem = file.path() + " cannot be written: " + e.getMessage()
                + ". Signals wait unacknowledged and are written when it can be. Free space on that disk and check the"
                + " rights on the file (setting engine.file).";
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
        abandon(works, new StoreException(problem, e));
    }

    /** Writes what waits, then ends. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(LONGEST_CLOSE.toMillis());
            acknowledger.shutdown();
            acknowledger.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
