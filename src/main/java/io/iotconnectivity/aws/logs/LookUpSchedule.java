package io.iotconnectivity.aws.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When the log is looked through for an answer. AWS does not say how long an entry takes until it is found, so it is looked
 * for several times.
 *
 * @param looks after how long, counted from the question; not empty, growing
 * @param together looks fall on whole multiples of it, so that questions are asked together
 * @param late how old a happening is whose entry has surely come in, so that one look is enough
 * @param patience for how long a log that cannot be read is tried for one question
 * @param recovery the first pause after a failure; it doubles up to {@code longestRecovery}
 */
record LookUpSchedule(
        List<Duration> looks,
        Duration together,
        Duration late,
        Duration patience,
        Duration recovery,
        Duration longestRecovery) {

    static final LookUpSchedule USUAL = new LookUpSchedule(
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(40), Duration.ofSeconds(100)),
            Duration.ofSeconds(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));

    /** When the first look is; what happened a while ago need not wait for its entry to come in. */
    Instant first(Instant at, Instant now) {
        Instant fromTheEvent = at.plus(looks.get(0));
        Instant latest = now.plus(looks.get(0));
        Instant due = fromTheEvent.isBefore(now) ? now : fromTheEvent;
        return together(due.isAfter(latest) ? latest : due);
    }

    boolean isLast(int look, Instant at, Instant since) {
        return look >= looks.size() || at.plus(late).isBefore(since);
    }

    /** When the look after so many looks is. */
    Instant next(int look, Instant since, Instant now) {
        Instant due = since.plus(looks.get(look));
        return together(due.isBefore(now) ? now : due);
    }

    Instant together(Instant due) {
        long step = together.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(due.toEpochMilli() + step - 1, step) * step);
    }
}
