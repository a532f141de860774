package io.iotconnectivity.source.mqtt;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The waits between attempts: doubling from the first to the longest, each shortened at random by up to a half, so that clients which lost
 * the same broker do not come back together. Used by one thread.
 */
final class ReconnectDelay {
    private final Duration first;
    private final Duration longest;
    private final DoubleSupplier random;
    private Duration next;

    /**
     * @param first   the wait before the first retry, without jitter; positive
     * @param longest no wait is longer
     * @param random  from 0 (inclusive) to 1 (exclusive)
     */
    ReconnectDelay(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        reset();
    }

    Duration next() {
        long millis = next.toMillis();
        next = Duration.ofMillis(Math.min(longest.toMillis(), millis * 2));
        return Duration.ofMillis(Math.round(millis * (1 - random.getAsDouble() / 2)));
    }

    void reset() {
        next = first.compareTo(longest) < 0 ? first : longest;
    }
}
