package io.iotconnectivity.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The oldest event that a sink has not read, in a log that deletes events by their age whether they have been read or not.
 *
 * @param since when it was appended
 * @param deleted from when it may be deleted
 */
public record Unread(Instant since, Instant deleted) {
    /** From this share of its time on, somebody has to do something. */
    private static final double LATE = 0.8;

    /** How old it is. */
    public Duration age(Instant now) {
        return since.isBefore(now) ? Duration.between(since, now) : Duration.ZERO;
    }

    /** Its age as a share of the time for which it is kept. */
    public double share(Instant now) {
        return (double) age(now).toMillis()
                / Math.max(1, Duration.between(since, deleted).toMillis());
    }

    /** Whether the sink is about to lose it. */
    public boolean isLate(Instant now) {
        return share(now) >= LATE;
    }

    static Optional<Unread> older(Optional<Unread> one, Optional<Unread> other) {
        return Stream.concat(one.stream(), other.stream()).min(Comparator.comparing(Unread::since));
    }
}
