package io.iotconnectivity.availability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** When nothing counts: ordered intervals that do not overlap, each in maintenance or blind. Immutable. */
public final class Exclusions {
    /** Everything counts. */
    public static final Exclusions NONE = new Exclusions(List.of());

    private final List<Part> parts;

    private Exclusions(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * A time from {@code from} to just before {@code until}, in milliseconds since 1970.
     *
     * @param until after {@code from}
     */
    public record Interval(long from, long until) {
        public Interval {
            if (until <= from) {
                throw new IllegalArgumentException("an interval must end after it begins");
            }
        }
    }

    /** An interval, and whether a source was blind in it; if not, it is maintenance. */
    record Part(long from, long until, boolean isBlind) {}

    /** Of times that are both, blind comes first: nobody knows what happened in them. */
    public static Exclusions of(List<Interval> blind, List<Interval> maintenance) {
        if (blind.isEmpty() && maintenance.isEmpty()) {
            return NONE;
        }
        List<Interval> unseen = union(blind);
        List<Part> parts = new ArrayList<>();
        unseen.forEach(each -> parts.add(new Part(each.from(), each.until(), true)));
        int first = 0;
        for (Interval window : union(maintenance)) {
            long from = window.from();
            while (first < unseen.size() && unseen.get(first).until() <= from) {
                first++;
            }
            for (int i = first; i < unseen.size() && unseen.get(i).from() < window.until(); i++) {
                Interval hole = unseen.get(i);
                if (hole.from() > from) {
                    parts.add(new Part(from, hole.from(), false));
                }
                from = Math.max(from, hole.until());
            }
            if (from < window.until()) {
                parts.add(new Part(from, window.until(), false));
            }
        }
        parts.sort(Comparator.comparingLong(Part::from));
        return new Exclusions(List.copyOf(parts));
    }

    private static List<Interval> union(List<Interval> intervals) {
        List<Interval> sorted = new ArrayList<>(intervals);
        sorted.sort(Comparator.comparingLong(Interval::from));
        List<Interval> union = new ArrayList<>();
        for (Interval each : sorted) {
            Interval last = union.isEmpty() ? null : union.get(union.size() - 1);
            if (last != null && each.from() <= last.until()) {
                union.set(union.size() - 1, new Interval(last.from(), Math.max(last.until(), each.until())));
            } else {
                union.add(each);
            }
        }
        return union;
    }

    /** Adds to the figures how much of that time is excluded, and returns how much is left. */
    long take(long from, long until, Figures figures) {
        long left = until - from;
        for (int i = first(from); i < parts.size() && parts.get(i).from() < until; i++) {
            Part part = parts.get(i);
            long common = Math.min(part.until(), until) - Math.max(part.from(), from);
            left -= common;
            if (part.isBlind()) {
                figures.blind += common;
            } else {
                figures.maintenance += common;
            }
        }
        return left;
    }

    /** The first part that ends after that moment. */
    private int first(long moment) {
        int low = 0;
        int high = parts.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (parts.get(middle).until() <= moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
