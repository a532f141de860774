package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.Leadership;
import io.iotconnectivity.thread.NamedThread;
import io.iotconnectivity.thread.RepeatedTask;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For how long this node leads: as long as its {@link Lease}, of whose beginning and end it tells the listeners. */
final class LeaderTerm implements Leadership, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderTerm.class);
    private static final Duration LOOKS = Duration.ofMillis(250);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(4);

    private final Lease lease;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService telling = Executors.newSingleThreadExecutor(NamedThread.daemons("leadership"));
    private final RepeatedTask looking =
            new RepeatedTask("leader-term", this::look, "Cannot determine whether this node leads");
    private boolean told;

    LeaderTerm(Lease lease) {
        this.lease = lease;
    }

    void start() {
        looking.start(LOOKS, LOOKS);
    }

    /** The present, for {@link #provenAt}. */
    long now() {
        return lease.now();
    }

    /** At this time of the clock, or later, nobody else could lead. */
    void provenAt(long at) {
        lease.renewed(at);
        look();
    }

    /** This node leads no longer. Returns once the listeners know, or after a few seconds. */
    void end() {
        lease.end();
        look();
        try {
            telling.submit(() -> {}).get(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("What only the leader may do has not ended within {}; another node may do it, too", ENDS_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RejectedExecutionException e) {
            LOG.debug("Nobody is told any more", e);
        }
    }

    @Override
    public boolean leads() {
        return lease.isHeld();
    }

    @Override
    public void listen(Runnable listener) {
        listeners.add(listener);
        tell(listener);
    }

    private synchronized void look() {
        boolean now = leads();
        if (now != told) {
            told = now;
            LOG.info(now ? "This node leads: it connects to the broker and queries AWS" : "This node does not lead");
            listeners.forEach(this::tell);
        }
    }

    private void tell(Runnable listener) {
        try {
            telling.execute(() -> {
                try {
                    listener.run();
                } catch (RuntimeException e) {
                    LOG.error("It was not understood whether this node leads", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Nobody is told any more", e);
        }
    }

    @Override
    public void close() {
        looking.close();
        telling.shutdown();
    }
}
