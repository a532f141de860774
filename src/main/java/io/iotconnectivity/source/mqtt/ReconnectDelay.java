package io.iotconnectivity.source.mqtt;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The waits between attempts: doubling from the first to the longest, each randomly shortened by up to a half, so that
 * clients which lost the same broker do not come back together. Used by one thread.
 */
final class ReconnectDelay {
    /**
     * The function takes as many steps as there were attempts; this many doublings lead from a millisecond to more than
     * a week.
     */
    private static final int MOST_STEPS = 32;

    private final IntervalFunction full;
    private final DoubleSupplier random;
    private int attempts;

    /**
     * @param first the wait before the first retry, without jitter; positive
     * @param longest the maximum wait
     * @param random from 0 (inclusive) to 1 (exclusive)
     */
    ReconnectDelay(Duration first, Duration longest, DoubleSupplier random) {
        long most = longest.toMillis();
        // Its randomized form would spread all waits except the longest, which is the one that many clients share after
        // an outage.
        this.full = IntervalFunction.ofExponentialBackoff(Math.min(first.toMillis(), most), 2, most);
        this.random = random;
    }

    Duration next() {
        attempts = Math.min(attempts + 1, MOST_STEPS);
        return Duration.ofMillis(Math.round(full.apply(attempts) * (1 - random.getAsDouble() / 2)));
    }

    void reset() {
        attempts = 0;
    }
}
