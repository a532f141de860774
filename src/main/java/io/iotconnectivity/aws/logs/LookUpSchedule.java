package io.iotconnectivity.aws.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When the log is searched for an answer. AWS does not document how long it takes until an entry can be found, so it is
 * searched several times.
 *
 * @param looks how long after the question each look is; not empty, increasing
 * @param together looks are aligned to multiples of this, so that questions are asked together
 * @param late how old an occurrence must be for its entry to have certainly arrived, so that one look is enough
 * @param patience how long an unreadable log is retried for one question
 * @param firstPoll the pause before the rows of a query are first asked for; it doubles up to five seconds
 * @param recovery the first pause after a failure; it doubles up to {@code longestRecovery}
 */
record LookUpSchedule(
        List<Duration> looks,
        Duration together,
        Duration late,
        Duration patience,
        Duration firstPoll,
        Duration recovery,
        Duration longestRecovery) {

    static final LookUpSchedule USUAL = new LookUpSchedule(
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(40), Duration.ofSeconds(100)),
            Duration.ofSeconds(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));

    /**
     * When the first look is; for something that happened a while ago, there is no need to wait for its entry to
     * arrive.
     */
    Instant first(Instant at, Instant now) {
        Instant fromTheEvent = at.plus(looks.get(0));
        Instant latest = now.plus(looks.get(0));
        Instant due = fromTheEvent.isBefore(now) ? now : fromTheEvent;
        return together(due.isAfter(latest) ? latest : due);
    }

    boolean isLast(int look, Instant at, Instant since) {
        return look >= looks.size() || at.plus(late).isBefore(since);
    }

    /** When the look after that many looks is. */
    Instant next(int look, Instant since, Instant now) {
        Instant due = since.plus(looks.get(look));
        return together(due.isBefore(now) ? now : due);
    }

    Instant together(Instant due) {
        long step = together.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(due.toEpochMilli() + step - 1, step) * step);
    }
}
