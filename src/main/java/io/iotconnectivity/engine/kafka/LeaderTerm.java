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
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For how long this node leads: a lease, which runs out by itself unless a proof prolongs it. A process that is stopped
 * and goes on later no longer leads, before anybody has told it.
 */
final class LeaderTerm implements Leadership, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderTerm.class);
    private static final Duration LOOKS = Duration.ofMillis(250);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(4);

    private final long lease;
    private final LongSupplier nanos;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService telling = Executors.newSingleThreadExecutor(NamedThread.daemons("leadership"));
    private final RepeatedTask looking =
            new RepeatedTask("leader-term", this::look, "Cannot determine whether this node leads");
    private volatile Proof proof = Proof.NONE;
    private boolean told;

    private record Proof(boolean given, long at) {
        static final Proof NONE = new Proof(false, 0);
    }

    /**
     * @param lease how long a proof holds; shorter than the time after which another node may lead
     * @param nanos a clock that goes on while the process is stopped
     */
    LeaderTerm(Duration lease, LongSupplier nanos) {
        this.lease = lease.toNanos();
        this.nanos = nanos;
    }

    void start() {
        looking.start(LOOKS, LOOKS);
    }

    /** At this time of the clock, or later, nobody else could lead. */
    void provenAt(long at) {
        proof = new Proof(true, at);
        look();
    }

    /** This node leads no longer. Returns once the listeners know, or after a few seconds. */
    void end() {
        proof = Proof.NONE;
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
        Proof latest = proof;
        return latest.given() && nanos.getAsLong() - latest.at() < lease;
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
