package io.iotconnectivity.delivery;

import java.time.Duration;

/**
 * How many calls of a sink may be under way at a time: additive increase, multiplicative decrease. It begins with at most {@value #START},
 * doubles with every window of as many calls until the sink refuses one for the first time, and then grows by one a window; every refusal
 * (an error of the sink's, a throttled or timed-out call) halves it. It grows only while that many calls are wanted and the sink is not
 * slowing down. Used by one thread.
 *
 * @see <a href="https://github.com/Netflix/concurrency-limits">Netflix concurrency-limits</a>
 */
final class ConcurrencyLimit {
    /** Where it begins, unless the sink's setting is lower. */
    static final int START = 8;

    /** A sink that takes this many times as long as it can is not given more at a time. */
    private static final int SLOWER = 2;

    /** Below this the time that a call takes says more about this machine than about the sink. */
    private static final long QUICK_NANOS = Duration.ofMillis(50).toNanos();

    /** By a twentieth a window, the best time is forgotten: a sink may have become slower for good. */
    private static final int FORGETTING = 20;

    private final int most;
    private int limit;
    private boolean everRefused;
    private int generation;
    private boolean reached;
    private int answered;
    private long nanos;
    private long best = Long.MAX_VALUE / 4;

    /**
     * @param most at least 1
     */
    ConcurrencyLimit(int most) {
        this.most = most;
        this.limit = Math.min(START, most);
    }

    int limit() {
        return limit;
    }

    /** To be kept by a call that begins, for {@link #refused}. */
    int generation() {
        return generation;
    }

    /** More calls would have begun if they might. */
    void reached() {
        reached = true;
    }

    /** A call has ended that the sink answered, whatever it said of the event. */
    void answered(Duration took) {
        answered++;
        nanos += took.toNanos();
        if (answered < limit) {
            return;
        }
        long mean = nanos / answered;
        boolean slowing = mean > QUICK_NANOS && mean > SLOWER * best;
        best = Math.min(mean, best + best / FORGETTING);
        if (reached && !slowing) {
            limit = Math.min(most, everRefused ? limit + 1 : 2 * limit);
        }
        begin();
    }

    /**
     * A call has failed on the sink's account. Those that began before the latest decrease prove nothing about what came after it.
     *
     * @param begun the {@link #generation} in which the call began
     */
    void refused(int begun) {
        everRefused = true;
        if (begun == generation) {
            generation++;
            limit = Math.max(1, limit / 2);
            begin();
        }
    }

    private void begin() {
        answered = 0;
        nanos = 0;
        reached = false;
    }
}
