package io.iotconnectivity.engine.health;

import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.thread.RepeatedTask;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a batch that does not finish: an endless step, or a disk that does not respond, stores nothing and throws
 * nothing. Thread-safe.
 */
public final class BatchWatch implements AutoCloseable {
    /** A batch takes a few milliseconds, or a few hundred on a slow disk. */
    public static final Duration LATE = Duration.ofSeconds(10);

    /** Longer than any disk takes. The batch is neither stored nor acknowledged, so a restart loses nothing. */
    public static final Duration STUCK = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(BatchWatch.class);
    private static final String OURS = "io.iotconnectivity.";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final long NONE = 0;

    private final Clock clock;
    private final LongSupplier nanos;
    private final Thread writer;
    private final Duration late;
    private final RepeatedTask rounds =
            new RepeatedTask("engine-watch", this::look, "Cannot check whether the writer makes progress");

    private volatile long began = NONE;
    /** The batch last reported; used only by the periodic check. */
    private long complained = NONE;

    /**
     * @param nanos a clock that nobody sets, in nanoseconds
     * @param writer whose batches they are
     * @param late how long a batch may take; {@link #LATE}, but for tests
     */
    public BatchWatch(Clock clock, LongSupplier nanos, Thread writer, Duration late) {
        this.clock = clock;
        this.nanos = nanos;
        this.writer = writer;
        this.late = late;
    }

    /** Starts reporting late batches in the log, once per batch. */
    public void start() {
        rounds.start(LOOK_EVERY, LOOK_EVERY);
    }

    /** A batch begins. */
    public void begin() {
        long now = nanos.getAsLong();
        began = now == NONE ? 1 : now;
    }

    /** The batch has ended. */
    public void end() {
        began = NONE;
    }

    /** {@link StoreHealth#WELL} unless a batch is late. */
    public StoreHealth health() {
        long since = began;
        Duration age = Duration.ofNanos(nanos.getAsLong() - since);
        if (since == NONE || age.compareTo(late) < 0) {
            return StoreHealth.WELL;
        }
        String problem = "a batch has been in progress since "
                + clock.instant().minus(age).truncatedTo(ChronoUnit.SECONDS) + ", for " + age.toSeconds()
                + " s, in " + place(writer.getStackTrace())
                + ", so nothing is stored. Signals wait unacknowledged. The log shows where it is stuck; restart the"
                + " application if this continues.";
        return new StoreHealth(Optional.of(problem), age.compareTo(STUCK) >= 0);
    }

    void look() {
        long since = began;
        if (complained != NONE && complained != since) {
            LOG.info("The late batch has finished");
            complained = NONE;
        }
        if (since != NONE && complained != since) {
            health().problem().ifPresent(problem -> {
                complained = since;
                LOG.error("{} Stack trace of the writer:{}", problem, trace(writer.getStackTrace()));
            });
        }
    }

    private static String place(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                .map(frame -> frame.getClassName()
                                .substring(frame.getClassName().lastIndexOf('.') + 1) + "." + frame.getMethodName())
                .orElse("no code of ours");
    }

    private static String trace(StackTraceElement[] stack) {
        StringBuilder lines = new StringBuilder();
        for (StackTraceElement frame : stack) {
            lines.append(System.lineSeparator()).append("    at ").append(frame);
        }
        return lines.toString();
    }

    @Override
    public void close() {
        rounds.close();
    }
}
