package io.iotconnectivity.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Spreads attempts evenly, so that no second sees more than it may. Attempts that follow each other more quickly than that
 * make up for what was left out in the last {@link #SLACK}. Used by one thread, which it never blocks.
 */
final class RateLimit {
    /** As long as the decider may sleep too long. */
    private static final Duration SLACK = Duration.ofMillis(20);

    private final Optional<Duration> interval;
    private Instant next = Instant.MIN;

    /**
     * @param perSecond absent: no limit
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

    /** When there is a permit again; absent if there is one. */
    Optional<Instant> next(Instant now) {
        return permits(now) ? Optional.empty() : Optional.of(next);
    }
}
