package io.iotconnectivity.incident;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

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
    private static final LocalDate SOME_DAY = LocalDate.of(2000, 1, 1);

    /** Once in five minutes. Reports list all openings of the months that are kept. */
    private static final int MOST_OPENINGS = 288;

    private static final int MINUTES_OF_A_DAY = 24 * 60;

    private final ExecutionTime openings;
    private final List<LocalTime> times;
    private final Duration length;
    private final ZoneId zone;
    private volatile Latest latest = new Latest(Instant.MIN, Optional.empty());

    /** The latest opening, cached for one minute: openings are on the minute. */
    private record Latest(Instant minute, Optional<Instant> opening) {}

    private Recurrence(ExecutionTime openings, List<LocalTime> times, Duration length, ZoneId zone) {
        this.openings = openings;
        this.times = times;
        this.length = length;
        this.zone = zone;
    }

    /**
     * @param cron when it opens: minute, hour, day of the month, month, day of the week (0 and 7 are Sunday); at most 288
     *     times a day, unless it is still open then
     * @param length how long it stays open; positive
     * @throws IllegalArgumentException with a message for whoever wrote it
     */
    public static Recurrence of(String cron, Duration length, ZoneId zone) {
        if (length.isZero() || length.isNegative()) {
            throw new IllegalArgumentException("the length of a window must be positive");
        }
        ExecutionTime openings;
        Optional<LocalDate> day;
        try {
            if (cron.length() > MOST_CHARACTERS) {
                throw new IllegalArgumentException("is longer than " + MOST_CHARACTERS + " characters");
            }
            openings = ExecutionTime.forCron(UNIX.parse(cron).validate());
            day = firstDay(openings, SOME_DAY);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException | DateTimeException e) {
            // The parser accepts some invalid ones, such as */15,/2, and fails when evaluating them.
            throw new IllegalArgumentException(
                    "is not a cron expression of five fields; write for example 0 2 * * 7 for Sundays at two", e);
        }
        if (day.isEmpty()) {
            throw new IllegalArgumentException("names a day that never occurs");
        }
        List<LocalTime> times = times(openings, day.get());
        if (gaps(times, length) > MOST_OPENINGS) {
            throw new IllegalArgumentException("opens more than " + MOST_OPENINGS
                    + " times a day; write */5 or less often, or let it stay open until it opens again");
        }
        return new Recurrence(openings, times, length, zone);
    }

    @Override
    public Optional<Instant> endAt(Instant now) {
        return latestOpening(now.truncatedTo(ChronoUnit.MINUTES))
                .map(opening -> opening.plus(length))
                .filter(now::isBefore);
    }

    @Override
    public void between(Instant from, Instant until, BiConsumer<Instant, Instant> each) {
        // Where clocks change, an opening is earlier or later than its local time says.
        LocalDate last = LocalDateTime.ofInstant(until, zone).plus(MOST_CHANGE).toLocalDate();
        Optional<LocalDate> day = firstDay(
                openings,
                LocalDateTime.ofInstant(from.minus(length), zone)
                        .minus(MOST_CHANGE)
                        .toLocalDate());
        while (day.isPresent() && !day.get().isAfter(last)) {
            for (LocalTime time : times) {
                Instant opening = day.get().atTime(time).atZone(zone).toInstant();
                Instant end = opening.plus(length);
                if (opening.isBefore(until) && end.isAfter(from)) {
                    each.accept(opening, end);
                }
            }
            day = firstDay(openings, day.get().plusDays(1));
        }
    }

    /** The first day from that one on when it opens. */
    private static Optional<LocalDate> firstDay(ExecutionTime openings, LocalDate from) {
        return after(openings, from.atStartOfDay().minusMinutes(1)).map(LocalDateTime::toLocalDate);
    }

    /** When it opens on a day when it does: hour and minute do not depend on the day. */
    private static List<LocalTime> times(ExecutionTime openings, LocalDate day) {
        List<LocalTime> times = new ArrayList<>();
        Optional<LocalDateTime> next = after(openings, day.atStartOfDay().minusMinutes(1));
        while (next.filter(time -> time.toLocalDate().equals(day)).isPresent()) {
            times.add(next.get().toLocalTime());
            next = after(openings, next.get());
        }
        return List.copyOf(times);
    }

    private static Optional<LocalDateTime> after(ExecutionTime openings, LocalDateTime local) {
        return openings.nextExecution(local.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    /** How often it opens on a day without having been open until then. */
    private static long gaps(List<LocalTime> times, Duration length) {
        LocalTime before = times.get(times.size() - 1);
        long gaps = 0;
        for (LocalTime time : times) {
            long minutes = Math.floorMod(ChronoUnit.MINUTES.between(before, time) - 1, MINUTES_OF_A_DAY) + 1;
            if (length.compareTo(Duration.ofMinutes(minutes)) < 0) {
                gaps++;
            }
            before = time;
        }
        return gaps;
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
