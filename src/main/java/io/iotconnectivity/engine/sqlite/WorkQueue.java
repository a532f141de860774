package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.thread.NamedThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for the writer, in the order of the calls, and the thread that tells those who wait for it. Thread-safe; one
 * thread takes.
 */
final class WorkQueue {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);

    /** Enough to amortise the sync of the disk, and few enough that whatever arrives meanwhile does not wait long. */
    private static final int USUAL_BATCH = 250;

    /** In a backlog only throughput counts, and the more devices of a group share a commit, the less it writes for each. */
    static final int LARGEST_BATCH = 1_000;

    private final CrashPoint.Watch watch;
    private final BlockingQueue<Work<?>> queue = new LinkedBlockingQueue<>();
    private final Queue<Work<?>> unhurried = new ConcurrentLinkedQueue<>();
    private final ExecutorService acknowledger =
            Executors.newSingleThreadExecutor(work -> NamedThread.waitedFor("engine-acknowledger", work));
    private volatile Optional<Throwable> ended = Optional.empty();

    WorkQueue(CrashPoint.Watch watch) {
        this.watch = watch;
    }

    /** Never blocks. */
    <T> CompletableFuture<T> add(Work<T> work) {
        return add(work, queue);
    }

    /** Adds work that is taken with other work, or when the writer next looks. Never blocks. */
    <T> CompletableFuture<T> addUnhurried(Work<T> work) {
        return add(work, unhurried);
    }

    private <T> CompletableFuture<T> add(Work<T> work, Queue<Work<?>> to) {
        to.add(work);
        // Whoever took may have looked for the last time before it was there.
        ended.ifPresent(this::abandonAll);
        return work;
    }

    /** How much of it somebody waits for. */
    int size() {
        return queue.size();
    }

    boolean isEmpty() {
        return queue.isEmpty() && unhurried.isEmpty();
    }

    /**
     * Takes the next batch, which may be empty.
     *
     * @param millis how long to wait for it
     */
    List<Work<?>> take(long millis) throws InterruptedException {
        List<Work<?>> taken = new ArrayList<>();
        Work<?> first = queue.poll(millis, TimeUnit.MILLISECONDS);
        if (first != null) {
            taken.add(first);
            queue.drainTo(taken, most(queue.size()) - 1);
        }
        drain(unhurried, taken);
        return taken;
    }

    /** With all of it in one batch, the source would idle while it is written, and the writer while the source is acknowledged. */
    private static int most(int waiting) {
        return Math.max(USUAL_BATCH, Math.min(LARGEST_BATCH, waiting / 2));
    }

    private static void drain(Queue<Work<?>> from, List<Work<?>> to) {
        for (Work<?> work = from.poll(); work != null; work = from.poll()) {
            to.add(work);
        }
    }

    /** Tells those who wait that it is durable. */
    void acknowledge(List<Work<?>> works) {
        acknowledger.execute(() -> {
            watch.passed(CrashPoint.BEFORE_ACK);
            for (Work<?> work : works) {
                try {
                    work.committed();
                } catch (RuntimeException e) {
                    LOG.error("A callback failed after a commit", e);
                }
            }
            watch.passed(CrashPoint.AFTER_ACK);
        });
    }

    /** Tells those who wait that it will never be durable. */
    void abandon(List<Work<?>> works, Throwable why) {
        acknowledger.execute(() -> works.forEach(work -> work.failed(why)));
    }

    /** Nothing is taken any more: whatever waits, and whatever is added from now on, fails. */
    void end(Throwable why) {
        ended = Optional.of(why);
        abandonAll(why);
    }

    private void abandonAll(Throwable why) {
        List<Work<?>> left = new ArrayList<>();
        drain(queue, left);
        drain(unhurried, left);
        left.forEach(work -> work.failed(why));
    }

    /** Waits until those who wait have been told. */
    void close(Duration patience) throws InterruptedException {
        acknowledger.shutdown();
        acknowledger.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
