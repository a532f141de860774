package io.iotconnectivity.source;

import io.iotconnectivity.incident.Sight;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets verdicts wait while a source is away, and for a moment after it is back: a device may have come back meanwhile, and
 * the broker is keeping the news of it. Not for ever, because a device that is really away must be told of, too.
 */
final class BlindHold implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlindHold.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** Longer than from one look to the next. */
    private static final Duration AT_A_TIME = Duration.ofSeconds(2);
    /** It takes a moment to make durable that a source is blind; not for ever, if the store does not. */
    private static final Duration LONGEST_TELLING = Duration.ofSeconds(10);

    private final Consumer<Instant> hold;
    private final Supplier<List<Sight>> feeds;
    private final Predicate<String> told;
    private final Map<String, Instant> blindSince = new HashMap<>();
    private final Duration longest;
    private final Duration settle;
    private final Clock clock;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "blind-hold");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param hold has verdicts wait until then
     * @param told whether it is durable that a source is blind
     * @param longest how long verdicts wait for a source
     * @param settle how long they wait after it is back
     */
    BlindHold(
            Consumer<Instant> hold,
            Supplier<List<Sight>> feeds,
            Predicate<String> told,
            Duration longest,
            Duration settle,
            Clock clock) {
        this.hold = hold;
        this.feeds = feeds;
        this.told = told;
        this.longest = longest;
        this.settle = settle;
        this.clock = clock;
    }

    /** Has looked for the first time when it returns, so that nothing comes due before. */
    void start() {
        lookSafely();
        looking.scheduleWithFixedDelay(
                this::lookSafely, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("Cannot determine whether a source is down; verdicts do not wait for it", e);
        }
    }

    void look() {
        Instant now = clock.instant();
        feeds.get().stream()
                .map(feed -> until(feed, now))
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .ifPresent(hold);
    }

    private Optional<Instant> until(Sight feed, Instant now) {
        if (!feed.state().isBlind()) {
            Instant end = feed.since().plus(settle);
            if (end.isAfter(now)) {
                return Optional.of(end);
            }
            // Only a connection that has lasted for a moment: one that never holds would keep verdicts waiting for
            // ever.
            blindSince.remove(feed.source());
            return Optional.empty();
        }
        Instant end =
                blindSince.computeIfAbsent(feed.source(), name -> feed.since()).plus(longest);
        Instant next = now.plus(AT_A_TIME);
        if (end.isAfter(now)) {
            return Optional.of(end.isBefore(next) ? end : next);
        }
        // What rings from now on says that it could not be checked, so that has to be known first.
        boolean toBeTold = !longest.isZero() && !told.test(feed.source());
        return toBeTold && end.plus(LONGEST_TELLING).isAfter(now) ? Optional.of(next) : Optional.empty();
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
