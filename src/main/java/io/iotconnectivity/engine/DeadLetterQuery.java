package io.iotconnectivity.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * Selects dead letters.
 *
 * @param id only this one
 * @param origin only those of this sink or source
 * @param reason only those whose reason contains this text, ignoring case
 * @param from only those stored at this time or later
 * @param until only those stored before this time
 */
public record DeadLetterQuery(
        Optional<LogPosition> id,
        Optional<String> origin,
        Optional<String> reason,
        Optional<Instant> from,
        Optional<Instant> until) {

    /** The one with this id. */
    public static DeadLetterQuery one(LogPosition id) {
        return new DeadLetterQuery(
                Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Those of one sink or source. */
    public static DeadLetterQuery of(String origin) {
        return new DeadLetterQuery(
                Optional.empty(), Optional.of(origin), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Every dead letter. */
    public static final DeadLetterQuery ALL = new DeadLetterQuery(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
