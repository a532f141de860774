package io.iotconnectivity.availability;

/**
 * How often connections ended in each of several {@link Spans}, and for how long they were watched there: of one device,
 * or of all that were added. What happened in maintenance, or while a source of ours was blind, does not count. Not
 * thread-safe.
 */
public final class SpanCounts {
    private final double[] ends;
    private final long[] known;

    private SpanCounts(int spans) {
        ends = new double[spans];
        known = new long[spans];
    }

    /** Those of no device. */
    public static SpanCounts none(Spans spans) {
        return new SpanCounts(spans.past() + 1);
    }

    /**
     * Those of one device. A span of which less than half is known, or throughout which the device was away, tells
     * nothing about it and counts as if it had not been.
     */
    public static SpanCounts of(Timeline history, Exclusions exclusions, Spans spans) {
        return new Walk(spans, exclusions).along(history);
    }

    /** Adds those of another device. */
    public void add(SpanCounts other) {
        for (int i = 0; i < ends.length; i++) {
            ends[i] += other.ends[i];
            known[i] += other.known[i];
        }
    }

    /** How many spans there are, the latest included. */
    int size() {
        return ends.length;
    }

    /** How many connections ended in a span. They are a fraction if only sums of that time are kept. */
    public double ends(int span) {
        return ends[span];
    }

    /** How long was counted in a span, in milliseconds, of all devices together. */
    public long known(int span) {
        return known[span];
    }

    /** A walk along one history. */
    private static final class Walk {
        private final Spans spans;
        private final Exclusions exclusions;
        private final SpanCounts counts;
        private final boolean[] connected;
        private final Figures excluded = new Figures();

        Walk(Spans spans, Exclusions exclusions) {
            this.spans = spans;
            this.exclusions = exclusions;
            this.counts = none(spans);
            this.connected = new boolean[spans.past() + 1];
        }

        SpanCounts along(Timeline history) {
            Mark current = history.before();
            for (TimelineEntry entry : history.entries()) {
                if (current != null) {
                    stretch(current, entry.at());
                }
                if (entry instanceof Mark mark) {
                    if (current != null && current.condition().isUp() && ends(mark)) {
                        ended(mark.at());
                    }
                    current = mark;
                } else {
                    lump((Lump) entry);
                    current = null;
                }
            }
            stretch(current, spans.until());
            forgetWhatTellsNothing();
            return counts;
        }

        private static boolean ends(Mark mark) {
            return mark.condition() == Condition.DOWN || mark.condition() == Condition.CONNECTED;
        }

        private void stretch(Mark mark, long end) {
            if (mark.condition() == Condition.UNKNOWN) {
                return;
            }
            int last = spans.last(mark.at());
            for (int span = spans.first(end); span <= last; span++) {
                long begin = Math.max(mark.at(), spans.begin(span));
                long until = Math.min(end, spans.end(span));
                if (begin < until) {
                    counts.known[span] += exclusions.take(begin, until, excluded);
                    connected[span] |= mark.condition().isUp();
                }
            }
        }

        private void ended(long at) {
            int span = spans.last(at);
            if (span >= 0 && at >= spans.begin(span) && exclusions.take(at, at + 1, excluded) == 1) {
                counts.ends[span]++;
            }
        }

        private void lump(Lump lump) {
            Figures sums = lump.sums();
            int last = spans.last(lump.at());
            for (int span = spans.first(lump.end()); span <= last; span++) {
                long begin = Math.max(lump.at(), spans.begin(span));
                long until = Math.min(lump.end(), spans.end(span));
                if (begin < until) {
                    double left = exclusions.take(begin, until, excluded);
                    counts.known[span] += Math.round(left * (sums.period - sums.unknown) / sums.period);
                    counts.ends[span] += sums.connections * left / sums.period;
                    connected[span] |= sums.connections > 0 || sums.up > 0;
                }
            }
        }

        private void forgetWhatTellsNothing() {
            for (int span = 0; span < connected.length; span++) {
                if (!connected[span] || 2 * counts.known[span] < spans.length()) {
                    counts.known[span] = 0;
                    counts.ends[span] = 0;
                }
            }
        }
    }
}
