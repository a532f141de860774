package io.iotconnectivity.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a sink alone that looks dead, or that asks for it: when the pause is over it is tried with one event, the probe, and
 * gets more once that is answered. Used by one thread.
 */
final class CircuitBreaker {
    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

    /** After so many failures in a row the fault is taken to be the sink's. */
    private static final int FAILURES_TO_PAUSE = 5;

    private final String sink;
    private Optional<Instant> until = Optional.empty();
    private int failuresInARow;
    /** The subjects of which the sink has rejected an event since it took something. */
    private final Set<String> rejected = new HashSet<>();

    private boolean probing;

    CircuitBreaker(String sink) {
        this.sink = sink;
    }

    /** When the sink is tried again; absent while it is not paused. */
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

    /** Ends the probe, if there was one; returns whether there was. */
    boolean endProbe() {
        boolean was = probing;
        probing = false;
        return was;
    }

    /**
     * @param asked how long the sink asks to be left alone
     */
    void failed(Optional<Duration> asked, String error, Instant now) {
        failuresInARow++;
        if (asked.isEmpty() && failuresInARow < FAILURES_TO_PAUSE) {
            return;
        }
        Instant end = now.plus(RedeliveryDelay.after(Math.max(1, failuresInARow - FAILURES_TO_PAUSE + 1), asked));
        if (until.isEmpty()) {
            LOG.warn("Sink {} is paused and tried again from {} on: {}", sink, end, error);
        }
        until = Optional.of(until.filter(end::isBefore).orElse(end));
    }

    /**
     * It seems to have failed because of the event. A sink that rejects one thing after the other, and takes nothing between, is
     * at fault itself all the same.
     *
     * @return whether it is taken for the sink's fault
     */
    boolean rejected(String subject) {
        if (rejected.size() < FAILURES_TO_PAUSE) {
            rejected.add(subject);
        }
        return rejected.size() >= FAILURES_TO_PAUSE;
    }

    /** The sink has taken something. */
    void took() {
        rejected.clear();
    }

    /**
     * The sink is alive. Calls that were under way when the pause began prove nothing about what came after.
     *
     * @return whether a pause ends with it
     */
    boolean answered(boolean wasProbe) {
        if (until.isEmpty()) {
            failuresInARow = 0;
            return false;
        }
        if (wasProbe) {
            LOG.info("Sink {} takes events again", sink);
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
