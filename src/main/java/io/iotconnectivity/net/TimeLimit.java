package io.iotconnectivity.net;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.concurrent.Cancellable;

/**
 * The time that a request may take with all of its answer. A time-out of a socket bounds single silences only, and an answer that trickles
 * has none.
 */
public final class TimeLimit implements AutoCloseable {
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final ScheduledFuture<?> alarm;
    private volatile boolean over;

    /**
     * Begins now.
     *
     * @param request is cancelled when the time is over
     */
    public TimeLimit(Duration time, Cancellable request) {
        this.alarm = TIMER.schedule(
                () -> {
                    over = true;
                    request.cancel();
                },
                time.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "http-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Whether the time is over. */
    public boolean isOver() {
        return over;
    }

    /** The request is over, in whatever way. */
    @Override
    public void close() {
        alarm.cancel(false);
    }
}
