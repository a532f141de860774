package io.iotconnectivity.availability;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Divides histories into calendar months in UTC, which are numbered since January 1970. Pure. */
public final class Months {
    private static final int YEAR = 12;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private Months() {}

    /** The month of a moment in milliseconds since 1970. */
    public static int of(long moment) {
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(moment, DAY));
        return (day.getYear() - 1970) * YEAR + day.getMonthValue() - 1;
    }

    /** When it begins, in milliseconds since 1970. */
    public static long start(int month) {
        return DAY
                * LocalDate.of(1970 + Math.floorDiv(month, YEAR), Math.floorMod(month, YEAR) + 1, 1)
                        .toEpochDay();
    }

    /**
     * The months of a history in which something changed, each bounded by {@link Lumps}.
     *
     * @param leastOutage see {@link Reckoning}
     */
    public static SortedMap<Integer, Timeline> split(Timeline whole, long leastOutage) {
        Map<Integer, List<TimelineEntry>> entries = new TreeMap<>();
        int month = 0;
        long end = Long.MIN_VALUE;
        for (TimelineEntry entry : whole.entries()) {
            if (entry.at() >= end) {
                month = of(entry.at());
                end = start(month + 1);
            }
            entries.computeIfAbsent(month, first -> new ArrayList<>()).add(entry);
        }
        SortedMap<Integer, Timeline> months = new TreeMap<>();
        Mark before = whole.before();
        for (Map.Entry<Integer, List<TimelineEntry>> each : entries.entrySet()) {
            List<TimelineEntry> bounded = Lumps.bounded(each.getValue(), leastOutage);
            Timeline part = new Timeline(before, bounded);
            months.put(each.getKey(), part);
            before = part.last();
        }
        return months;
    }

    /** The history that consists of these months, in order; all others in between changed nothing. */
    public static Timeline join(List<Timeline> months) {
        List<TimelineEntry> entries = new ArrayList<>();
        months.forEach(month -> entries.addAll(month.entries()));
        return new Timeline(months.isEmpty() ? Mark.NOTHING : months.get(0).before(), entries);
    }
}
