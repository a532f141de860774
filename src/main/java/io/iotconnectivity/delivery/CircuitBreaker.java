package io.iotconnectivity.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of a sink: pauses a sink that keeps failing or asks for a pause. When the pause is over, one
 * event probes the sink, and delivery resumes once it answers. Confined to one thread.
 */
final class CircuitBreaker {
    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

    /** The number of consecutive failures after which the sink is considered faulty. */
    private static final int FAILURES_TO_PAUSE = 5;

    private final String sink;
    private Optional<Instant> until = Optional.empty();
    private int failuresInARow;
    /** The subjects of events rejected since the sink last accepted one. */
    private final Set<String> rejected = new HashSet<>();

    private boolean probing;

    CircuitBreaker(String sink) {
        this.sink = sink;
    }

    /** When the sink will be tried again; absent while it is not paused. */
    Optional<Instant> until() {
        return until;
    }

    boolean isOpen() {
        return until.isPresent();
    }

    boolean mayProbe(Instant now) {
        return until.filter(end -> !now.isBefore(end)).isPresent();
    }

    void probe() {
        probing = true;
    }

    /** Ends the probe, if any; returns whether there was one. */
    boolean endProbe() {
        boolean was = probing;
        probing = false;
        return was;
    }

    /**
     * @param asked how long the sink asked for a pause
     */
    void failed(Optional<Duration> asked, String error, Instant now) {
        failuresInARow++;
        if (asked.isEmpty() && failuresInARow < FAILURES_TO_PAUSE) {
            return;
        }
        Instant end = now.plus(RedeliveryDelay.after(Math.max(1, failuresInARow - FAILURES_TO_PAUSE + 1), asked));
        if (until.isEmpty()) {
            LOG.warn("Sink {} is paused and will be retried at {}: {}", sink, end, error);
        }
        until = Optional.of(until.filter(end::isBefore).orElse(end));
    }

    /**
     * The failure seems to concern only the event. But a sink that rejects one event after another and accepts none in
     * between is considered faulty itself.
     *
     * @return whether the sink is considered faulty
     */
    boolean rejected(String subject) {
        if (rejected.size() < FAILURES_TO_PAUSE) {
            rejected.add(subject);
        }
        return rejected.size() >= FAILURES_TO_PAUSE;
    }

    /** The sink accepted something. */
    void took() {
        rejected.clear();
    }

    /**
     * The sink responded. Calls that were in progress when the pause began prove nothing about its state afterwards.
     *
     * @return whether this ended a pause
     */
    boolean answered(boolean wasProbe) {
        if (until.isEmpty()) {
            failuresInARow = 0;
            return false;
        }
        if (wasProbe) {
            LOG.info("Sink {} accepts events again", sink);
            end();
        }
        return wasProbe;
    }

    void end() {
        failuresInARow = 0;
        rejected.clear();
        until = Optional.empty();
    }
}
