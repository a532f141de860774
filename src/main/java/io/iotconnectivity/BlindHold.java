package io.iotconnectivity;

import io.iotconnectivity.aws.fleet.Feed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets verdicts wait while a source is away, and for a moment after it is back: a device may have come back meanwhile, and
 * the broker is keeping the news of it. Not for ever, because a device that is really away must be told of, too.
 */
final class BlindHold implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BlindHold.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** Longer than from one look to the next. */
    private static final Duration AT_A_TIME = Duration.ofSeconds(2);

    private final Consumer<Instant> hold;
    private final Supplier<List<Feed>> feeds;
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
     * @param longest how long verdicts wait for a source
     * @param settle how long they wait after it is back
     */
    BlindHold(Consumer<Instant> hold, Supplier<List<Feed>> feeds, Duration longest, Duration settle, Clock clock) {
        this.hold = hold;
        this.feeds = feeds;
        this.longest = longest;
        this.settle = settle;
        this.clock = clock;
    }

    void start() {
        looking.scheduleWithFixedDelay(this::lookSafely, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            log.error("Whether a source is away could not be looked at; verdicts do not wait for it", e);
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

    private Optional<Instant> until(Feed feed, Instant now) {
        Instant end = feed.since().plus(feed.connected() ? settle : longest);
        if (!end.isAfter(now)) {
            return Optional.empty();
        }
        Instant next = now.plus(AT_A_TIME);
        return Optional.of(feed.connected() || end.isBefore(next) ? end : next);
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
