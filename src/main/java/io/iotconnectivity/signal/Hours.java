package io.iotconnectivity.signal;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of the week in the local time of a zone, such as {@code Mon-Fri 08:00-18:00, Sat 09:00-12:00 Europe/Berlin}.
 *
 * <p>Hours that end at or before they begin go on into the next day: {@code Fri 22:00-06:00} ends on Saturday. Hours
 * follow the clocks of the zone: if the clocks are put forward over a beginning or an end, it is the moment of the
 * change; if a local time occurs twice, hours begin at the first and end at the second.
 */
public final class Hours {
    private static final String EXAMPLE = "write for example Mon-Fri 08:00-18:00 Europe/Berlin";
    private static final int MOST_CHARACTERS = 500;
    private static final int MOST_PARTS = 50;
    private static final int LONGEST_SHOWN = 40;
    private static final Pattern SEPARATORS = Pattern.compile("[\\s,;]+");
    private static final Pattern AROUND_DASHES = Pattern.compile("\\s*[-\u2013]\\s*");
    private static final Pattern TIMES = Pattern.compile("([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})");
    private static final int MINUTES_OF_A_DAY = 24 * 60;

    /** In these, every weekday occurs, also if the clocks skip one, and the hours of the day before are among them. */
    private static final int DAYS_AHEAD = 15;

    private final List<Part> parts;
    private final ZoneId zone;
    private final String text;
    private volatile Span latest = new Span(Instant.EPOCH, Instant.EPOCH, false);

    /**
     * @param from minute of the day
     * @param minutes how long by the clock; positive, at most a day
     */
    private record Part(Set<DayOfWeek> days, int from, int minutes) {}

    /** A time that lies within these hours as a whole, or outside as a whole. */
    private record Span(Instant from, Instant until, boolean within) {
        boolean holds(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    private Hours(List<Part> parts, ZoneId zone, String text) {
        this.parts = parts;
        this.zone = zone;
        this.text = text;
    }

    /**
     * @param text days (none: every day) and times, any number of them, and a zone (none: UTC)
     * @throws IllegalArgumentException with a message for whoever wrote it
     */
    public static Hours of(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("is longer than " + MOST_CHARACTERS + " characters");
        }
        List<Part> parts = new ArrayList<>();
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        boolean timesFollowed = false;
        ZoneId zone = null;
        for (String word : words(text)) {
            Optional<Set<DayOfWeek>> named = days(word);
            Matcher times = TIMES.matcher(word);
            if (zone != null) {
                throw new IllegalArgumentException("goes on after the time zone, which must be the last word");
            } else if (named.isPresent()) {
                if (timesFollowed) {
                    days = EnumSet.noneOf(DayOfWeek.class);
                }
                days.addAll(named.get());
                timesFollowed = false;
            } else if (times.matches()) {
                parts.add(part(word, times, days));
                timesFollowed = true;
            } else {
                zone = zone(word);
            }
        }
        if (!timesFollowed) {
            throw new IllegalArgumentException("names no times of the day; " + EXAMPLE);
        }
        if (parts.size() > MOST_PARTS) {
            throw new IllegalArgumentException("names more than " + MOST_PARTS + " times of the day");
        }
        return new Hours(List.copyOf(parts), zone == null ? ZoneOffset.UTC : zone, text.strip());
    }

    private static List<String> words(String text) {
        String dashed = AROUND_DASHES.matcher(text.strip()).replaceAll("-");
        return dashed.isEmpty() ? List.of() : List.of(SEPARATORS.split(dashed));
    }

    private static Optional<Set<DayOfWeek>> days(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.equals("daily")) {
            return Optional.of(EnumSet.allOf(DayOfWeek.class));
        }
        String[] ends = lower.split("-", 3);
        Optional<DayOfWeek> first = day(ends[0]);
        Optional<DayOfWeek> last = day(ends[ends.length - 1]);
        if (first.isEmpty() || last.isEmpty() || ends.length > 2) {
            return Optional.empty();
        }
        Set<DayOfWeek> days = EnumSet.of(first.get());
        for (DayOfWeek day = first.get(); day != last.get(); day = day.plus(1)) {
            days.add(day.plus(1));
        }
        return Optional.of(days);
    }

    private static Optional<DayOfWeek> day(String word) {
        for (DayOfWeek day : DayOfWeek.values()) {
            String name = day.name().toLowerCase(Locale.ROOT);
            if (word.equals(name) || word.equals(name.substring(0, 3))) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    private static Part part(String word, Matcher times, Set<DayOfWeek> days) {
        int from = minute(word, times.group(1), times.group(2));
        int until = minute(word, times.group(3), times.group(4));
        if (from == MINUTES_OF_A_DAY) {
            throw new IllegalArgumentException("begins at 24:00 in " + word + "; write 00:00 of the next day");
        }
        int minutes = until > from ? until - from : until + MINUTES_OF_A_DAY - from;
        Set<DayOfWeek> of = days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : EnumSet.copyOf(days);
        return new Part(of, from, minutes);
    }

    private static int minute(String word, String hours, String minutes) {
        int minute = Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
        if (minute > MINUTES_OF_A_DAY || Integer.parseInt(minutes) > 59) {
            throw new IllegalArgumentException("has no times of the day in " + word + "; write 00:00 to 24:00");
        }
        return minute;
    }

    private static ZoneId zone(String word) {
        try {
            return ZoneId.of(word);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "has in " + Printable.of(Printable.cut(word, LONGEST_SHOWN))
                            + " neither days, nor times, nor a time zone; " + EXAMPLE,
                    e);
        }
    }

    /** Whether a moment lies within these hours. Costs nothing if it is close to the moment asked for before. */
    public boolean include(Instant moment) {
        return at(moment).within();
    }

    /**
     * When these hours begin or end next.
     *
     * @return after the moment; if they include all of the week, at least a week later
     */
    public Instant changeAfter(Instant moment) {
        return at(moment).until();
    }

    /** The first moment from this one on that lies within these hours: the moment itself, if it does. */
    public Instant nextWithin(Instant moment) {
        Span span = at(moment);
        return span.within() ? moment : span.until();
    }

    private Span at(Instant moment) {
        Span span = latest;
        if (!span.holds(moment)) {
            span = find(moment);
            latest = span;
        }
        return span;
    }

    private Span find(Instant moment) {
        Instant from = Instant.MIN;
        Instant until = Instant.MIN;
        for (Span next : around(moment)) {
            if (!next.from().isAfter(until)) {
                until = next.until().isAfter(until) ? next.until() : until;
                continue;
            }
            if (moment.isBefore(next.from())) {
                return moment.isBefore(until) ? new Span(from, until, true) : new Span(until, next.from(), false);
            }
            from = next.from();
            until = next.until();
        }
        return new Span(from, until, true);
    }

    private List<Span> around(Instant moment) {
        LocalDate today = LocalDateTime.ofInstant(moment, zone).toLocalDate();
        List<Span> spans = new ArrayList<>();
        for (LocalDate day = today.minusDays(2); day.isBefore(today.plusDays(DAYS_AHEAD)); day = day.plusDays(1)) {
            for (Part part : parts) {
                if (part.days().contains(day.getDayOfWeek())) {
                    LocalDateTime begins = day.atTime(LocalTime.MIDNIGHT).plusMinutes(part.from());
                    Instant from = resolve(begins, false);
                    Instant until = resolve(begins.plusMinutes(part.minutes()), true);
                    if (from.isBefore(until)) {
                        spans.add(new Span(from, until, true));
                    }
                }
            }
        }
        spans.sort(Comparator.comparing(Span::from));
        return spans;
    }

    private Instant resolve(LocalDateTime local, boolean second) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        if (change == null) {
            return local.atZone(zone).toInstant();
        }
        if (change.isGap()) {
            return change.getInstant();
        }
        return local.toInstant(second ? change.getOffsetAfter() : change.getOffsetBefore());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hours && parts.equals(((Hours) other).parts) && zone.equals(((Hours) other).zone);
    }

    @Override
    public int hashCode() {
        return Objects.hash(parts, zone);
    }

    /** The hours as they were written. */
    @Override
    public String toString() {
        return text;
    }
}
