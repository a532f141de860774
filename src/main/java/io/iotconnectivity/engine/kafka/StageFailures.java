package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.UnsupportedRecord;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one stage has failed lately on this node. A single failure is part of its work: a fenced transaction, a broker
 * that is gone. One that comes again and again, such as a missing right, needs somebody. Thread-safe.
 */
final class StageFailures {
    private static final Logger LOG = LoggerFactory.getLogger(StageFailures.class);
    /** Failures that are further apart are not the same trouble. */
    private static final Duration LATELY = Duration.ofMinutes(1);

    private static final int MOST_CAUSES = 20;

    private final String stage;
    private int inARow;
    private long last;
    private String why = "";
    /** Why it has stopped for good, and what to do. */
    private Optional<String> end = Optional.empty();

    /**
     * @param stage its name
     */
    StageFailures(String stage) {
        this.stage = stage;
    }

    /**
     * It has failed. Logs the failures in a row less and less often: the 1st as a warning, the 2nd, 4th and so on.
     *
     * @param nanos the present, as {@link System#nanoTime} tells it
     * @return whether it goes on with a new thread
     */
    synchronized boolean goesOn(Throwable failure, long nanos) {
        List<Throwable> causes = Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .toList();
        end = end(causes);
        if (end.isPresent()) {
            LOG.error("The stage of {} has failed for good", stage, failure);
            return false;
        }
        // A failed broker, a rebalance, a fenced transaction: the next try may work, and giving up never does.
        inARow = isRecent(nanos) ? inARow + 1 : 1;
        last = nanos;
        why = causes.get(causes.size() - 1).toString();
        if (inARow == 1) {
            LOG.warn("The stage of {} has failed and goes on with a new thread", stage, failure);
        } else if (Integer.bitCount(inARow) == 1) {
            LOG.error(
                    "The stage of {} has failed and goes on with a new thread; failures in a row: {}",
                    stage,
                    inARow,
                    failure);
        }
        return true;
    }

    /** Another node may do better, this one would fail for ever. */
    private static Optional<String> end(List<Throwable> causes) {
        for (Throwable cause : causes) {
            if (cause instanceof UnsupportedRecord) {
                return Optional.of("a record of a later version: " + cause.getMessage() + "; update this instance");
            }
            // Half an update, or no memory.
            if (cause instanceof Error) {
                return Optional.of(cause + "; restart this node");
            }
        }
        return Optional.empty();
    }

    private boolean isRecent(long nanos) {
        return inARow > 0 && nanos - last < LATELY.toNanos();
    }

    /** Why nothing is decided on this node; empty if it is, or may soon be. */
    synchronized Optional<String> problem(long nanos) {
        if (end.isPresent()) {
            return Optional.of("the stage of " + stage + " has stopped: " + end.get());
        }
        return inARow > 1 && isRecent(nanos)
                ? Optional.of("the stage of " + stage + " fails again and again, so nothing is decided here: " + why)
                : Optional.empty();
    }
}
