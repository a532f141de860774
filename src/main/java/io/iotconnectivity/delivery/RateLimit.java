package io.iotconnectivity.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Spreads attempts evenly, so that no second exceeds the limit. Attempts in quicker succession only make up for
 * attempts skipped within the last {@link #SLACK}. Confined to one thread, which it never blocks.
 */
final class RateLimit {
    /** How much the decider may oversleep. */
    private static final Duration SLACK = Duration.ofMillis(20);

    private final Optional<Duration> interval;
    private Instant next = Instant.MIN;

    /**
     * @param perSecond absent for no limit
     */
    RateLimit(Optional<Double> perSecond) {
        this.interval = perSecond.map(rate -> Duration.ofNanos(Math.max(1, Math.round(1e9 / rate))));
    }

    boolean permits(Instant now) {
        if (interval.isEmpty()) {
            return true;
        }
        if (next.isAfter(now.plus(interval.get()))) {
            // The clock was set back.
            next = now.plus(interval.get());
        }
        return !next.isAfter(now);
    }

    void took(Instant now) {
        interval.ifPresent(length -> {
            Instant earliest = length.compareTo(SLACK) < 0 ? now.minus(SLACK) : now;
            next = (next.isBefore(earliest) ? earliest : next).plus(length);
        });
    }

    /** When the next permit is available; absent if one is available now. */
    Optional<Instant> next(Instant now) {
        return permits(now) ? Optional.empty() : Optional.of(next);
    }
}
