package io.iotconnectivity.web;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.LogPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** The dead letters that a caller selects. */
final class DeadLetterSelection {
    private DeadLetterSelection() {}

    /**
     * @param now the time that ages are measured from
     */
    static DeadLetterQuery of(Given given, Instant now) {
        return new DeadLetterQuery(
                Optional.empty(),
                given.text("sink"),
                given.text("reason"),
                either(given, "from", "newerThan", now::minus),
                either(given, "until", "olderThan", now::minus));
    }

    /**
     * @throws Problem.Refusal if nothing is selected and the caller does not ask for all
     */
    static DeadLetterQuery toReplay(Body body, Instant now) {
        DeadLetterQuery filters = of(body, now);
        Optional<LogPosition> id = body.letter("id");
        DeadLetterQuery which =
                new DeadLetterQuery(id, filters.origin(), filters.reason(), filters.from(), filters.until());
        boolean all = body.flag("all");
        if (all != which.equals(DeadLetterQuery.ALL)) {
            throw Problem.ofField(
                    "all",
                    "select some (id, sink, reason, olderThan, newerThan, from, until), or send \"all\": true alone");
        }
        return which;
    }

    static DeadLetterQuery one(String id) {
        try {
            return DeadLetterQuery.one(id(id));
        } catch (IllegalArgumentException e) {
            throw Problem.notFound("there is no dead letter with this id; ids look like 4711");
        }
    }

    /**
     * @throws IllegalArgumentException if no dead letter can match
     */
    static LogPosition id(String text) {
        LogPosition id = new LogPosition(text);
        if (id.equals(LogPosition.BEGINNING)) {
            throw new IllegalArgumentException("is before the first dead letter");
        }
        return id;
    }

    private static Optional<Instant> either(Given given, String moment, String age, Function<Duration, Instant> ago) {
        Optional<Instant> at = given.moment(moment);
        Optional<Duration> length = given.duration(age);
        if (at.isPresent() && length.isPresent()) {
            throw Problem.ofField(age, "write either " + moment + " or " + age);
        }
        return at.or(() -> length.map(ago));
    }
}
