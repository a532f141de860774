package io.iotconnectivity.delivery;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a sink's worker reads a store again that could not be read: after growing pauses, in real time. Reports when the
 * trouble begins and when it ends. Confined to one thread.
 */
final class StoreRetry {
    private static final Logger LOG = LoggerFactory.getLogger(StoreRetry.class);

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final IntervalFunction PAUSE =
            IntervalFunction.ofExponentialBackoff(SHORTEST.toMillis(), 2, LONGEST.toMillis());

    /** From this many failures on, the pause is the longest. */
    private static final int MOST_STEPS = 8;

    private final String sink;
    private int failures;
    private long next;

    StoreRetry(String sink) {
        this.sink = sink;
    }

    /** The store could not be read. */
    void failed(StoreUnavailable why) {
        if (failures == 0) {
            LOG.error("Sink {} waits until the store can be read: {}", sink, why.getMessage());
        }
        failures = Math.min(failures + 1, MOST_STEPS);
        next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE.apply(failures));
    }

    /** The store could be read. */
    void worked() {
        if (failures > 0) {
            LOG.info("Sink {} goes on, since the store can be read again", sink);
            failures = 0;
        }
    }

    /** Whether the store could not be read the last time. */
    boolean isFailing() {
        return failures > 0;
    }

    /** Whether the store may be read now. */
    boolean isDue() {
        return failures == 0 || System.nanoTime() - next >= 0;
    }

    /** How long to wait until the store may be read; at least 1. */
    long millisUntilDue() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()) + 1);
    }
}
