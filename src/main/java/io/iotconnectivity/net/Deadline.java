package io.iotconnectivity.net;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a socket unless what is done on it ends in time. The time-out of a socket is for one read: whoever sends a byte now and
 * then could hold a thread for ever.
 */
public final class Deadline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final Socket socket;
    private final Optional<Future<?>> closing;
    private boolean over;
    private boolean passed;

    /**
     * Begins now.
     *
     * @param millis 0 means for ever
     */
    public Deadline(Socket socket, int millis) {
        this.socket = socket;
        this.closing =
                millis > 0 ? Optional.of(CLOCK.schedule(this::pass, millis, TimeUnit.MILLISECONDS)) : Optional.empty();
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "connect-deadline");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    private synchronized void pass() {
        if (over) {
            return;
        }
        passed = true;
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A socket was not closed cleanly", e);
        }
    }

    /** Whether the socket was closed, which is then what made it fail. */
    public synchronized boolean hasPassed() {
        return passed;
    }

    /** It is done in time: from now on the socket is left alone. */
    @Override
    public synchronized void close() {
        over = true;
        closing.ifPresent(work -> work.cancel(false));
    }
}
