package io.iotconnectivity.engine.health;

import io.iotconnectivity.engine.StoreHealth;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a batch that does not come to its end: one step that goes on for ever, or a disk that does not answer, stores nothing and
 * throws nothing. Safe for any number of threads.
 */
public final class BatchWatch implements AutoCloseable {
    /** A batch takes some milliseconds; a slow disk makes it some hundreds. */
    public static final Duration LATE = Duration.ofSeconds(10);

    /** Longer than any disk keeps one waiting. What was under way is neither stored nor acknowledged, so a new start loses nothing. */
    public static final Duration STUCK = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(BatchWatch.class);
    private static final String OURS = "io.iotconnectivity.";
    private static final long NONE = 0;

    private final Clock clock;
    private final LongSupplier nanos;
    private final Thread writer;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "engine-watch");
        thread.setDaemon(true);
        return thread;
    });

    private volatile long began = NONE;
    /** The batch that was last complained of; used by the rounds only. */
    private long complained = NONE;

    /**
     * @param nanos a clock that nobody sets, in nanoseconds
     * @param writer whose batches they are
     */
    public BatchWatch(Clock clock, LongSupplier nanos, Thread writer) {
        this.clock = clock;
        this.nanos = nanos;
        this.writer = writer;
    }

    /** Has it said in the log, once a batch, without anybody asking. */
    public void start() {
        rounds.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
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

    /** {@link StoreHealth#WELL} unless there is a batch that is late. */
    public StoreHealth health() {
        long since = began;
        Duration age = Duration.ofNanos(nanos.getAsLong() - since);
        if (since == NONE || age.compareTo(LATE) < 0) {
            return StoreHealth.WELL;
        }
        String problem = "one batch has been worked on since "
                + clock.instant().minus(age).truncatedTo(ChronoUnit.SECONDS) + ", for " + age.toSeconds()
                + " s, in " + place(writer.getStackTrace())
                + ", so that nothing is stored. Signals wait unacknowledged. The log shows where it stands; restart the"
                + " application if it goes on.";
        return new StoreHealth(Optional.of(problem), age.compareTo(STUCK) >= 0);
    }

    void look() {
        long since = began;
        if (complained != NONE && complained != since) {
            LOG.info("The batch that took so long has ended");
            complained = NONE;
        }
        if (since != NONE && complained != since) {
            health().problem().ifPresent(problem -> {
                complained = since;
                LOG.error("{} The writer is here:{}", problem, trace(writer.getStackTrace()));
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
        rounds.shutdownNow();
    }
}
