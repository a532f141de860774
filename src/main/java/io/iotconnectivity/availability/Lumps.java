package io.iotconnectivity.availability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds the history of one month: if it has too many changes, whole hours of them become {@link Lump}s, of which only
 * the sums are kept; if those are too many, too, it is six hours, then a day. The sums are exact. Pure.
 */
public final class Lumps {
    /** With more entries than this, a month is lumped. */
    public static final int MOST_ENTRIES = 256;

    /** Lumped down to this, so that it does not happen with each change. */
    private static final int FEW_ENTRIES = 192;

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long QUARTER = 6 * HOUR;
    private static final long DAY = 24 * HOUR;

    private Lumps() {}

    /**
     * Returns the entries of one month, lumped as necessary.
     *
     * @param leastOutage see {@link Reckoning}
     */
    public static List<TimelineEntry> bounded(List<TimelineEntry> entries, long leastOutage) {
        if (entries.size() <= MOST_ENTRIES) {
            return entries;
        }
        List<TimelineEntry> fewer = lumped(entries, leastOutage, HOUR, false);
        if (fewer.size() > FEW_ENTRIES) {
            fewer = lumped(fewer, leastOutage, QUARTER, false);
        }
        return fewer.size() > FEW_ENTRIES ? lumped(fewer, leastOutage, DAY, true) : fewer;
    }

    private static List<TimelineEntry> lumped(
            List<TimelineEntry> entries, long leastOutage, long width, boolean anywhere) {
        List<TimelineEntry> all = new ArrayList<>();
        int begin = 0;
        while (begin < entries.size()) {
            long window = Math.floorDiv(entries.get(begin).at(), width);
            int end = begin;
            while (end < entries.size() && Math.floorDiv(entries.get(end).at(), width) == window) {
                end++;
            }
            lump(entries.subList(begin, end), leastOutage, anywhere, all);
            begin = end;
        }
        return all;
    }

    /** From the first to the last beginning of a connection, so that no absence and no connection is divided. */
    private static void lump(List<TimelineEntry> window, long leastOutage, boolean anywhere, List<TimelineEntry> all) {
        int first = 0;
        while (first < window.size() && !anywhere && !mayBegin(window.get(first))) {
            first++;
        }
        int last = window.size() - 1;
        while (last > first && !mayEnd(window.get(last), anywhere)) {
            last--;
        }
        if (last - first < 2) {
            all.addAll(window);
            return;
        }
        all.addAll(window.subList(0, first));
        long from = window.get(first).at();
        long until = window.get(last).at();
        if (until > from) {
            Figures sums = new Reckoning(from, until, until, leastOutage, reason -> false)
                    .of(new Timeline(Mark.NOTHING, window.subList(first, last + 1)), Exclusions.NONE);
            all.add(new Lump(from, until, sums));
        }
        all.addAll(window.subList(last, window.size()));
    }

    private static boolean mayBegin(TimelineEntry entry) {
        return entry instanceof Lump || isConnect(entry);
    }

    private static boolean mayEnd(TimelineEntry entry, boolean anywhere) {
        return entry instanceof Mark && (anywhere || isConnect(entry));
    }

    private static boolean isConnect(TimelineEntry entry) {
        return entry instanceof Mark mark
                && (mark.condition() == Condition.CONNECTED || mark.condition() == Condition.UP);
    }
}
