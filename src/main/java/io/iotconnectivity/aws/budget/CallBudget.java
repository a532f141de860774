package io.iotconnectivity.aws.budget;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A rate limit for calls to a service whose quota the account shares. No period of one second, wherever it begins, has
 * more calls. When the service throttles, the pace halves, and recovers within a minute.
 *
 * <p>One call of the budget must be one request: clients that use it must not retry by themselves. Nothing blocks;
 * thread-safe.
 */
public final class CallBudget {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** The slowest pace, in calls per second: a service that recovers must be noticed. */
    private static final double SLOWEST = 0.1;
    /** From the slowest back to the full pace. */
    private static final double SECONDS_TO_RECOVER = 60;

    private final int callsPerSecond;
    private final LongSupplier nanos;
    private final Counter used;
    private final Counter denied;
    /** When the latest calls were made, oldest first; as many as a second may hold. */
    private final Deque<Long> latest = new ArrayDeque<>();

    private double pace;
    private long paceOf;
    private long throttledAt;

    /**
     * @param name of the budget in the metrics {@code iotc.budget.calls} and {@code iotc.budget.pace}
     * @param callsPerSecond at least 1
     */
    public CallBudget(String name, int callsPerSecond, MeterRegistry meters) {
        this(name, callsPerSecond, meters, System::nanoTime);
    }

    CallBudget(String name, int callsPerSecond, MeterRegistry meters, LongSupplier nanos) {
        if (callsPerSecond < 1) {
            throw new IllegalArgumentException("calls per second: " + callsPerSecond);
        }
        this.callsPerSecond = callsPerSecond;
        this.nanos = nanos;
        this.used = calls(meters, name, "used");
        this.denied = calls(meters, name, "denied");
        Gauge.builder("iotc.budget.pace", this, CallBudget::pace)
                .description("Calls per second currently allowed; below the setting after throttling")
                .tag("budget", name)
                .register(meters);
        this.pace = callsPerSecond;
        this.paceOf = nanos.getAsLong();
        this.throttledAt = paceOf - SECOND;
    }

    private static Counter calls(MeterRegistry meters, String name, String result) {
        return Counter.builder("iotc.budget.calls")
                .description("Calls to AWS by the budget's decision: allowed, or refused for the moment")
                .baseUnit("calls")
                .tag("budget", name)
                .tag("result", result)
                .register(meters);
    }

    /** Takes one call, if one is left. A call taken is used up, whether or not it is made. */
    public synchronized boolean tryAcquire() {
        long now = nanos.getAsLong();
        if (waitAt(now) > 0) {
            denied.increment();
            return false;
        }
        if (latest.size() == callsPerSecond) {
            latest.removeFirst();
        }
        latest.addLast(now);
        used.increment();
        return true;
    }

    /** How long until {@link #tryAcquire} can succeed, if nobody else takes the call; zero if it can now. */
    public synchronized Duration untilNext() {
        return Duration.ofNanos(waitAt(nanos.getAsLong()));
    }

    /** Call this for every response that says "too many calls", see {@link Throttling}. */
    public synchronized void throttled() {
        long now = nanos.getAsLong();
        recover(now);
        // Calls in flight together are throttled together, and count as one occurrence.
        if (now - throttledAt >= SECOND) {
            throttledAt = now;
            pace = Math.max(SLOWEST, pace / 2);
        }
    }

    /** The calls per second allowed now. */
    public synchronized double pace() {
        recover(nanos.getAsLong());
        return pace;
    }

    private long waitAt(long now) {
        recover(now);
        // Below one call a second, the period of one call is longer than a second.
        int calls = Math.max(1, (int) pace);
        long window = pace < 1 ? (long) Math.ceil(SECOND / pace) : SECOND;
        if (latest.size() < calls) {
            return 0;
        }
        return Math.max(0, latestButOne(calls - 1) + window - now);
    }

    private long latestButOne(int before) {
        var backwards = latest.descendingIterator();
        for (int skipped = 0; skipped < before; skipped++) {
            backwards.next();
        }
        return backwards.next();
    }

    private void recover(long now) {
        double seconds = (now - paceOf) / (double) SECOND;
        pace = Math.min(callsPerSecond, pace + seconds * callsPerSecond / SECONDS_TO_RECOVER);
        paceOf = now;
    }
}
