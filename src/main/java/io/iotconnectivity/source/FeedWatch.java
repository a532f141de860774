package io.iotconnectivity.source;

import io.iotconnectivity.thread.RepeatedTask;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a source that is connected but receives nothing. When no message has arrived for a while, the feed is tested:
 * a connection of our own makes AWS publish a presence event, which must arrive. So a quiet fleet raises no alarm, and
 * a severed feed does, however quiet the fleet is. All checks run on one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
 */
final class FeedWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** AWS publishes presence events within seconds. */
    private static final Duration LONGEST_WAY = Duration.ofSeconds(30);
    /** How soon a feed that failed the test is tested again. */
    private static final Duration SECOND_TRY = Duration.ofMinutes(1);

    /** The result of a test. */
    enum Result {
        /** The event of our own connection arrived, or one of a device meanwhile. */
        PROVEN,
        /** It should have arrived, and did not. */
        SILENT,
        /** We could not connect, or it might not have arrived anyway. */
        UNPROVEN
    }

    private final Duration alarm;
    private final Duration way;
    private final Supplier<List<SourceStatus>> sources;
    private final Predicate<String> certain;
    private final Canary canary;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<Result, Counter> proofs = new EnumMap<>(Result.class);
    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();
    private final RepeatedTask looking =
            new RepeatedTask("feed-watch", this::look, "Cannot check whether presence events still arrive");

    /**
     * Whether a source hears, as far as it was tested. A newly established connection of the source proves nothing.
     *
     * @param deaf whether nothing has arrived since a test proved that nothing does
     * @param since when the last message before that arrived, or, for a source that hears again, the first after it
     */
    public record Hearing(boolean deaf, Instant since) {
        /** No evidence against it. */
        public static final Hearing UNDOUBTED = new Hearing(false, Instant.MIN);
    }

    /** What is known of one source; confined to the checking thread, except what is volatile. */
    private static final class Feed {
        private Optional<Instant> probedAt = Optional.empty();
        private Instant judgeAt = Instant.MIN;
        private Instant next = Instant.MIN;
        private boolean provenBefore;
        private Instant provenAt = Instant.MIN;
        private volatile Hearing hearing = Hearing.UNDOUBTED;
        private volatile Optional<String> silent = Optional.empty();
        private volatile Optional<String> unproven = Optional.empty();
    }

    /**
     * @param alarm how long a source may be quiet before it is tested; positive
     * @param sources those that carry presence events
     * @param certain whether a presence event about a client of ours must arrive at the source with this name. If it
     *     only may (a shared subscription has other members, a rule or a filter may exclude us), its absence proves
     *     nothing until one has arrived
     */
    public FeedWatch(
            Duration alarm,
            Supplier<List<SourceStatus>> sources,
            Predicate<String> certain,
            Canary canary,
            Clock clock,
            MeterRegistry meters) {
        this.alarm = alarm;
        this.way = alarm.compareTo(LONGEST_WAY) < 0 ? alarm : LONGEST_WAY;
        this.sources = sources;
        this.certain = certain;
        this.canary = canary;
        this.clock = clock;
        this.meters = meters;
        for (Result result : Result.values()) {
            proofs.put(
                    result,
                    Counter.builder("iotc.feed.proofs")
                            .description(
                                    "Tests of a quiet source with a connection of our own, by result: proven, silent, unproven")
                            .baseUnit("proofs")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /** Starts. Call it when the sources have been started. */
    public void start() {
        sources.get().forEach(source -> feed(source.name()));
        looking.start(LOOK_EVERY, LOOK_EVERY);
    }

    /** Why a source counts as cut off although it is connected; empty while it does not. */
    public Optional<String> silent(String source) {
        return Optional.ofNullable(feeds.get(source)).flatMap(feed -> feed.silent);
    }

    /** Why it is unknown whether a quiet source is cut off; empty while it is known, or the source is not quiet. */
    public Optional<String> unproven(String source) {
        return Optional.ofNullable(feeds.get(source)).flatMap(feed -> feed.unproven);
    }

    /** Whether a source hears. */
    public Hearing hearing(String source) {
        return Optional.ofNullable(feeds.get(source)).map(feed -> feed.hearing).orElse(Hearing.UNDOUBTED);
    }

    private Feed feed(String source) {
        return feeds.computeIfAbsent(source, name -> {
            Feed feed = new Feed();
            Gauge.builder("iotc.feed.silent", feed, now -> now.silent.isPresent() ? 1 : 0)
                    .description("1 while the source is connected but a connection of our own produced no event")
                    .tag("source", name)
                    .register(meters);
            return feed;
        });
    }

    void look() {
        List<SourceStatus> now = sources.get();
        now.forEach(this::judge);
        List<SourceStatus> due = now.stream().filter(this::isDue).toList();
        if (!due.isEmpty()) {
            Instant begin = clock.instant();
            Optional<String> failure = canary.connect();
            due.forEach(source -> probed(source, begin, failure));
        }
    }

    private boolean isDue(SourceStatus source) {
        Feed feed = feed(source.name());
        Instant now = clock.instant();
        return source.connected()
                && feed.probedAt.isEmpty()
                && !now.isBefore(quietSince(source).plus(feed.hearing.deaf() ? secondTry() : alarm))
                && !now.isBefore(feed.next);
    }

    private Duration secondTry() {
        return SECOND_TRY.compareTo(alarm) < 0 ? SECOND_TRY : alarm;
    }

    private static Instant quietSince(SourceStatus source) {
        return source.lastMessageAt().filter(source.since()::isBefore).orElse(source.since());
    }

    private void probed(SourceStatus source, Instant begin, Optional<String> failure) {
        Feed feed = feed(source.name());
        if (failure.isPresent()) {
            unproven(
                    source,
                    feed,
                    "nothing has arrived for " + alarm.toSeconds()
                            + " s, and whether anything could arrive cannot be tested,"
                            + " because our own connection for that failed: " + failure.get());
        } else {
            feed.probedAt = Optional.of(begin);
            feed.judgeAt = clock.instant().plus(way);
        }
    }

    private void judge(SourceStatus source) {
        Feed feed = feed(source.name());
        Optional<Instant> lastHeard = source.lastMessageAt();
        if (feed.hearing.deaf()
                && lastHeard.filter(at -> !at.isBefore(feed.provenAt)).isPresent()) {
            feed.hearing = new Hearing(false, lastHeard.get());
        }
        if (!source.connected()) {
            // That is reported elsewhere, and explains everything.
            feed.probedAt = Optional.empty();
            recovered(source, feed);
            return;
        }
        if (feed.probedAt.isPresent()) {
            Instant probedAt = feed.probedAt.get();
            if (lastHeard.filter(at -> !at.isBefore(probedAt)).isPresent()) {
                feed.probedAt = Optional.empty();
                feed.provenBefore = true;
                proofs.get(Result.PROVEN).increment();
                recovered(source, feed);
            } else if (!clock.instant().isBefore(feed.judgeAt)) {
                feed.probedAt = Optional.empty();
                failed(source, feed);
            }
        } else if (lastHeard
                .filter(at -> at.isAfter(clock.instant().minus(alarm)))
                .isPresent()) {
            recovered(source, feed);
        }
    }

    private void failed(SourceStatus source, Feed feed) {
        if (!certain.test(source.name()) && !feed.provenBefore) {
            unproven(
                    source,
                    feed,
                    "nothing has arrived for a while, nor has the presence event of a connection of our own; that it"
                            + " arrives at all is not certain here, so this proves nothing");
            return;
        }
        proofs.get(Result.SILENT).increment();
        feed.next = clock.instant().plus(secondTry());
        feed.unproven = Optional.empty();
        if (!feed.hearing.deaf()) {
            feed.provenAt = clock.instant();
            feed.hearing = new Hearing(true, quietSince(source));
        }
        if (feed.silent.isEmpty()) {
            String words = "connected, but nothing arrives: last message "
                    + source.lastMessageAt().map(Instant::toString).orElse("never")
                    + ", and the presence event of a connection of our own has not arrived within " + way.toSeconds()
                    + " s; run doctor";
            LOG.error("{} is silent: {}", source.name(), words);
            feed.silent = Optional.of(words);
        }
    }

    private void unproven(SourceStatus source, Feed feed, String words) {
        proofs.get(Result.UNPROVEN).increment();
        feed.next = clock.instant().plus(alarm);
        if (feed.unproven.isEmpty()) {
            LOG.warn("{}: {}", source.name(), words);
        }
        feed.unproven = Optional.of(words);
    }

    private void recovered(SourceStatus source, Feed feed) {
        if (feed.silent.isPresent() && source.connected()) {
            LOG.info("{} is no longer silent", source.name());
        }
        feed.silent = Optional.empty();
        feed.unproven = Optional.empty();
    }

    @Override
    public void close() {
        looking.close();
    }
}
