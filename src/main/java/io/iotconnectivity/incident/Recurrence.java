package io.iotconnectivity.incident;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * A recurring window in the local time of a zone. If the clock is put forward over an opening, the window opens that
 * much later; if it is put back and an opening occurs twice, the first one counts. The length of a window does not
 * depend on clock changes.
 */
public final class Recurrence implements Span {
    private static final CronParser UNIX = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    /** The parser takes minutes for much longer expressions. */
    private static final int MOST_CHARACTERS = 500;

    /** No clock has ever been changed by more. */
    private static final Duration MOST_CHANGE = Duration.ofHours(25);

    /** Every date occurs within a leap year plus the longest time without one. */
    private static final ZonedDateTime SOME_DAY = ZonedDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final ExecutionTime openings;
    private final Duration length;
    private final ZoneId zone;
    private volatile Latest latest = new Latest(Instant.MIN, Optional.empty());

    /** The latest opening, cached for one minute: openings are on the minute. */
    private record Latest(Instant minute, Optional<Instant> opening) {}

    private Recurrence(ExecutionTime openings, Duration length, ZoneId zone) {
        this.openings = openings;
        this.length = length;
        this.zone = zone;
    }

    /**
     * @param cron when it opens: minute, hour, day of the month, month, day of the week (0 and 7 are Sunday)
     * @param length how long it stays open; positive
     * @throws IllegalArgumentException with a message for whoever wrote it
     */
    public static Recurrence of(String cron, Duration length, ZoneId zone) {
        if (length.isZero() || length.isNegative()) {
            throw new IllegalArgumentException("the length of a window must be positive");
        }
        ExecutionTime openings;
        boolean opens;
        try {
            if (cron.length() > MOST_CHARACTERS) {
                throw new IllegalArgumentException("is longer than " + MOST_CHARACTERS + " characters");
            }
            openings = ExecutionTime.forCron(UNIX.parse(cron).validate());
            opens = openings.nextExecution(SOME_DAY).isPresent();
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException | DateTimeException e) {
            // The parser accepts some invalid ones, such as */15,/2, and fails when evaluating them.
            throw new IllegalArgumentException(
                    "is not a cron expression of five fields; write for example 0 2 * * 7 for Sundays at two", e);
        }
        if (!opens) {
            throw new IllegalArgumentException("names a day that never occurs");
        }
        return new Recurrence(openings, length, zone);
    }

    @Override
    public Optional<Instant> endAt(Instant now) {
        return latestOpening(now.truncatedTo(ChronoUnit.MINUTES))
                .map(opening -> opening.plus(length))
                .filter(now::isBefore);
    }

    @Override
    public Optional<Instant> nextOpening(Instant now) {
        LocalDateTime local = LocalDateTime.ofInstant(now, zone);
        // Where clocks change, an opening is earlier or later than its local time says.
        for (LocalDateTime from = local.minus(MOST_CHANGE); ; ) {
            Optional<LocalDateTime> next =
                    openings.nextExecution(from.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
            Optional<Instant> opening = resolve(next);
            if (opening.isEmpty() || opening.get().isAfter(now)) {
                return opening;
            }
            from = next.get();
        }
    }

    private Optional<Instant> latestOpening(Instant minute) {
        Latest known = latest;
        if (!known.minute().equals(minute)) {
            known = new Latest(minute, find(minute));
            latest = known;
        }
        return known.opening();
    }

    /** Local times up to the latest clock change use the offset before it, later ones the offset after it. */
    private Optional<Instant> find(Instant minute) {
        Optional<Instant> opening =
                resolve(lastUpTo(LocalDateTime.ofInstant(minute, zone))).filter(resolved -> !resolved.isAfter(minute));
        ZoneOffsetTransition change = zone.getRules().previousTransition(minute.plusNanos(1));
        if (change == null) {
            return opening;
        }
        LocalDateTime stillBefore = earlier(
                LocalDateTime.ofInstant(minute, change.getOffsetBefore()),
                later(change.getDateTimeBefore(), change.getDateTimeAfter()).minusMinutes(1));
        Optional<Instant> before = resolve(lastUpTo(stillBefore));
        return opening.isEmpty() || before.isPresent() && before.get().isAfter(opening.get()) ? before : opening;
    }

    private Optional<Instant> resolve(Optional<LocalDateTime> local) {
        return local.map(time -> time.atZone(zone).toInstant());
    }

    private Optional<LocalDateTime> lastUpTo(LocalDateTime local) {
        return openings.lastExecution(local.plusMinutes(1).atZone(ZoneOffset.UTC))
                .map(ZonedDateTime::toLocalDateTime);
    }

    private static LocalDateTime earlier(LocalDateTime one, LocalDateTime other) {
        return one.isBefore(other) ? one : other;
    }

    private static LocalDateTime later(LocalDateTime one, LocalDateTime other) {
        return one.isAfter(other) ? one : other;
    }
}
