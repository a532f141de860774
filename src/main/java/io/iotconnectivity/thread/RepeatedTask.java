package io.iotconnectivity.thread;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task again and again, whatever it throws. A {@link ScheduledExecutorService} would silently never run a task
 * again that has thrown once.
 */
public final class RepeatedTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedTask.class);

    private final ScheduledExecutorService thread;
    private final Guarded task;

    /**
     * @param threadName the name of its own thread, a daemon
     * @param failure what it means if the task fails, for the log
     */
    public RepeatedTask(String threadName, Runnable task, String failure) {
        this.thread = Executors.newSingleThreadScheduledExecutor(NamedThread.daemons(threadName));
        this.task = new Guarded(task, failure);
    }

    /**
     * Starts.
     *
     * @param delay before the first run
     * @param pause between the end of a run and the next
     */
    public void start(Duration delay, Duration pause) {
        schedule(thread, task, delay, pause);
    }

    /** Runs the task once on the calling thread; not while it is started. */
    public void runNow() {
        task.run();
    }

    /**
     * Does the same on a thread of somebody else, who also ends it.
     *
     * @param failure what it means if the task fails, for the log
     */
    public static void start(ScheduledExecutorService thread, Runnable task, String failure, Duration pause) {
        schedule(thread, new Guarded(task, failure), pause, pause);
    }

    private static void schedule(ScheduledExecutorService thread, Guarded task, Duration delay, Duration pause) {
        thread.scheduleWithFixedDelay(task, delay.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends it, interrupting a run in progress. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Logs the failures in a row less and less often: the 1st, 2nd, 4th and so on. */
    private static final class Guarded implements Runnable {
        private final Runnable task;
        private final String failure;
        private int failures;

        Guarded(Runnable task, String failure) {
            this.task = task;
            this.failure = failure;
        }

        @Override
        public void run() {
            try {
                task.run();
                failures = 0;
            } catch (RuntimeException | Error e) {
                failures++;
                if (Integer.bitCount(failures) == 1) {
                    LOG.error("{}; trying again (failures in a row: {})", failure, failures, e);
                }
            }
        }
    }
}
