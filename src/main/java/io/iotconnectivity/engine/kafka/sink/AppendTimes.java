package io.iotconnectivity.engine.kafka.sink;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * When the records of a partition were appended that were fetched but are not done with, to the minute; bounded by the
 * minutes in which there were any. Thread-safe.
 */
final class AppendTimes {
    private static final long RESOLUTION = Duration.ofMinutes(1).toMillis();

    private final Deque<Run> runs = new ArrayDeque<>();
    private long known = -1;

    /** Consecutive records that were appended within a minute. */
    private static final class Run {
        final long time;
        long last;

        Run(long time, long last) {
            this.time = time;
            this.last = last;
        }
    }

    /**
     * A record was fetched. One that was fetched before is ignored.
     *
     * @param time milliseconds since 1970
     */
    synchronized void add(long offset, long time) {
        if (offset <= known) {
            return;
        }
        known = offset;
        Run latest = runs.peekLast();
        if (latest == null || time - latest.time >= RESOLUTION) {
            runs.add(new Run(time, offset));
        } else {
            latest.last = offset;
        }
    }

    /** When the first record at or after a position was appended, in milliseconds since 1970; absent if none was fetched. */
    synchronized OptionalLong first(long position) {
        while (!runs.isEmpty() && runs.peekFirst().last < position) {
            runs.removeFirst();
        }
        return runs.isEmpty() ? OptionalLong.empty() : OptionalLong.of(runs.peekFirst().time);
    }
}
