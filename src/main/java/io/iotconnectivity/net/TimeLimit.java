package io.iotconnectivity.net;

import io.iotconnectivity.thread.NamedThread;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.concurrent.Cancellable;

/**
 * The time limit for a request and its whole response. A socket timeout bounds only each silence, and a trickling
 * response has none.
 */
public final class TimeLimit implements AutoCloseable {
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final ScheduledFuture<?> alarm;
    private volatile boolean over;

    /**
     * Starts now.
     *
     * @param request cancelled when the time is up
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
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, NamedThread.daemons("http-deadlines"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Whether the time is up. */
    public boolean isOver() {
        return over;
    }

    /** The request has ended, one way or another. */
    @Override
    public void close() {
        alarm.cancel(false);
    }
}
