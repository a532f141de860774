package io.iotconnectivity.source;

import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.thread.RepeatedTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Makes verdicts wait while a source is down, and for a moment after it is back: a device may have come back meanwhile,
 * and the broker is holding the news of it. Not forever, because a device that is really gone must be reported, too.
 */
final class BlindHold implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** Longer than the interval between two checks. */
    private static final Duration AT_A_TIME = Duration.ofSeconds(2);
    /** Making the blindness of a source durable takes a moment; bounded, in case the store does not. */
    private static final Duration LONGEST_TELLING = Duration.ofSeconds(10);

    private final Consumer<Instant> hold;
    private final BiConsumer<Instant, Instant> heard;
    private final Supplier<List<Sight>> feeds;
    private final Predicate<String> told;
    private final Map<String, Instant> blindSince = new HashMap<>();
    private final Duration longest;
    private final Duration settle;
    private final Clock clock;
    private final RepeatedTask looking = new RepeatedTask(
            "blind-hold", this::look, "Cannot determine whether a source is down; verdicts do not wait for it");

    /**
     * @param hold makes verdicts wait until then
     * @param heard is told, while all sources are there, up to when they have been heard, and until when verdicts that come
     *     later are to wait if it is told no more
     * @param told whether it is durable that a source is blind
     * @param longest how long verdicts wait for a source
     * @param settle how long they wait after it is back
     */
    BlindHold(
            Consumer<Instant> hold,
            BiConsumer<Instant, Instant> heard,
            Supplier<List<Sight>> feeds,
            Predicate<String> told,
            Duration longest,
            Duration settle,
            Clock clock) {
        this.hold = hold;
        this.heard = heard;
        this.feeds = feeds;
        this.told = told;
        this.longest = longest;
        this.settle = settle;
        this.clock = clock;
    }

    /** Has made its first check when it returns, so that nothing comes due before. */
    void start() {
        looking.runNow();
        looking.start(LOOK_EVERY, LOOK_EVERY);
    }

    void look() {
        Instant now = clock.instant();
        List<Sight> present = feeds.get();
        Optional<Instant> held = present.stream()
                .map(feed -> until(feed, now))
                .flatMap(Optional::stream)
                .max(Instant::compareTo);
        if (held.isPresent()) {
            hold.accept(held.get());
        } else if (!present.isEmpty()
                && present.stream().noneMatch(feed -> feed.state().isBlind())) {
            heard.accept(now, now.plus(longest));
        }
    }

    private Optional<Instant> until(Sight feed, Instant now) {
        if (!feed.state().isBlind()) {
            Instant end = feed.since().plus(settle);
            if (end.isAfter(now)) {
                return Optional.of(end);
            }
            // Only a connection that has lasted for a moment counts: one that never holds would keep verdicts waiting
            // forever.
            blindSince.remove(feed.source());
            return Optional.empty();
        }
        Instant end =
                blindSince.computeIfAbsent(feed.source(), name -> feed.since()).plus(longest);
        Instant next = now.plus(AT_A_TIME);
        if (end.isAfter(now)) {
            return Optional.of(end.isBefore(next) ? end : next);
        }
        // Verdicts from now on say that they could not be checked, so the blindness must be known first.
        boolean toBeTold = !longest.isZero() && !told.test(feed.source());
        return toBeTold && end.plus(LONGEST_TELLING).isAfter(now) ? Optional.of(next) : Optional.empty();
    }

    @Override
    public void close() {
        looking.close();
    }
}
