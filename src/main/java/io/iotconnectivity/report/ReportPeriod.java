package io.iotconnectivity.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The period of a report, as users write it.
 *
 * @param from the first moment
 * @param until the first moment after it
 */
public record ReportPeriod(Instant from, Instant until, ZoneId zone) {

    /**
     * Reads a period: a month, or a beginning and an end; without either, the current month.
     *
     * @param month such as {@code 2026-11}
     * @param from a date, a local time of the zone, or a time with its offset; likewise {@code to}, which is not included
     * @param zone the name of a time zone; absent: {@code usual}
     * @throws IllegalArgumentException with a message that begins with the name of the parameter at fault
     */
    public static ReportPeriod of(
            Optional<String> month,
            Optional<String> from,
            Optional<String> to,
            Optional<String> zone,
            ZoneId usual,
            Instant now) {
        ZoneId in = zone.map(ReportPeriod::zone).orElse(usual);
        if (month.isPresent() && (from.isPresent() || to.isPresent())) {
            throw new IllegalArgumentException("month and from or to cannot be combined");
        }
        if (to.isPresent() && from.isEmpty()) {
            throw new IllegalArgumentException("to needs a from");
        }
        if (from.isPresent()) {
            Instant begin = moment("from", from.get(), in);
            Instant end = to.map(text -> moment("to", text, in)).orElse(now);
            if (!end.isAfter(begin)) {
                throw new IllegalArgumentException(
                        (to.isPresent() ? "to is not after from" : "from must be in the past"));
            }
            return new ReportPeriod(begin, end, in);
        }
        YearMonth wanted = month.map(ReportPeriod::month).orElseGet(() -> YearMonth.from(now.atZone(in)));
        return new ReportPeriod(
                wanted.atDay(1).atStartOfDay(in).toInstant(),
                wanted.plusMonths(1).atDay(1).atStartOfDay(in).toInstant(),
                in);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("zone is not a time zone; write for example Europe/Berlin");
        }
    }

    private static YearMonth month(String text) {
        try {
            YearMonth month = YearMonth.parse(text);
            return checked("month", month.getYear(), month);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("month is not a month; write for example 2026-11");
        }
    }

    private static Instant moment(String name, String text, ZoneId zone) {
        try {
            if (!text.contains("T")) {
                LocalDate day = LocalDate.parse(text);
                return checked(name, day.getYear(), day.atStartOfDay(zone).toInstant());
            }
            try {
                OffsetDateTime time = OffsetDateTime.parse(text);
                return checked(name, time.getYear(), time.toInstant());
            } catch (DateTimeException withoutOffset) {
                LocalDateTime time = LocalDateTime.parse(text);
                return checked(name, time.getYear(), time.atZone(zone).toInstant());
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    name + " is not a time; write 2026-11-01, 2026-11-01T06:00 or 2026-11-01T06:00:00Z");
        }
    }

    private static <T> T checked(String name, int year, T value) {
        if (year < 1970 || year > 9999) {
            throw new IllegalArgumentException(name + " must be between the years 1970 and 9999");
        }
        return value;
    }
}
