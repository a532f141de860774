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
 * How many calls a second may be made to a service whose quota the account shares. In no second, wherever it begins, are there
 * more calls than that. When the service says that it is called too often, the pace halves, and recovers within a minute.
 *
 * <p>One call of the budget has to be one request: clients that use it must not repeat requests by themselves. Nothing blocks;
 * thread-safe.
 */
public final class CallBudget {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** Calls a second, at the slowest: a service that recovers has to be noticed. */
    private static final double SLOWEST = 0.1;
    /** From nothing back to the full pace. */
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
                .description("Calls a second that are allowed now; less than the setting after throttling")
                .tag("budget", name)
                .register(meters);
        this.pace = callsPerSecond;
        this.paceOf = nanos.getAsLong();
        this.throttledAt = paceOf - SECOND;
    }

    private static Counter calls(MeterRegistry meters, String name, String result) {
        return Counter.builder("iotc.budget.calls")
                .description("Calls to AWS that the budget let pass, and times that it said no for the moment")
                .baseUnit("calls")
                .tag("budget", name)
                .tag("result", result)
                .register(meters);
    }

    /** Takes one call, if one is left. What was taken is used up, whether or not the call is made. */
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

    /** How long until {@link #tryAcquire} can succeed, if nobody else takes the call; zero when it can now. */
    public synchronized Duration untilNext() {
        return Duration.ofNanos(waitAt(nanos.getAsLong()));
    }

    /** To be told of every reply that says "too many calls", see {@link Throttling}. */
    public synchronized void throttled() {
        long now = nanos.getAsLong();
        recover(now);
        // Calls that were under way together are throttled together, and are one piece of news.
        if (now - throttledAt >= SECOND) {
            throttledAt = now;
            pace = Math.max(SLOWEST, pace / 2);
        }
    }

    /** Calls a second that are allowed now. */
    public synchronized double pace() {
        recover(nanos.getAsLong());
        return pace;
    }

    private long waitAt(long now) {
        recover(now);
        // Below one call a second, the time that one call is allowed in is longer than a second.
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
