package io.iotconnectivity.availability;

import java.time.Duration;

/**
 * Spans of one length that end at the same time of the day: number 0 is the latest, number 1 that of the day before, and
 * so on.
 *
 * @param until when the latest ends, in milliseconds since 1970
 * @param length at most a day, in milliseconds
 * @param past how many there are before the latest
 */
public record Spans(long until, long length, int past) {
    static final long DAY = Duration.ofDays(1).toMillis();

    public Spans {
        if (length < 1 || length > DAY || past < 1) {
            throw new IllegalArgumentException("spans must not overlap, and there must be at least two");
        }
    }

    /** When the earliest begins. */
    public long from() {
        return until - past * DAY - length;
    }

    long begin(int span) {
        return until - span * DAY - length;
    }

    long end(int span) {
        return until - span * DAY;
    }

    /** The latest span that has a part before that moment, which may be none: a negative number or 0. */
    int first(long end) {
        return (int) Math.max(0, Math.floorDiv(until - length - end, DAY) + 1);
    }

    /** The earliest span that has a part from that moment on; a negative number if there is none. */
    int last(long begin) {
        return (int) Math.min(past, Math.floorDiv(until - begin - 1, DAY));
    }
}
