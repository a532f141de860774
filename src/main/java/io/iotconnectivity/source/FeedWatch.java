package io.iotconnectivity.source;

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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a source that is connected while nothing arrives. When no message has come for a while, the feed is put to the proof: a
 * connection of our own makes AWS publish a presence event, which has to arrive. So a quiet fleet raises no alarm, and a cut feed
 * does, however quiet the fleet is. All looks are taken on one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
 */
final class FeedWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** AWS publishes presence events within seconds. */
    private static final Duration LONGEST_WAY = Duration.ofSeconds(30);
    /** How soon a feed that failed the proof is put to it again. */
    private static final Duration SECOND_TRY = Duration.ofMinutes(1);

    /** What came of a proof. */
    enum Result {
        /** The event of our own connection arrived, or one of a device meanwhile. */
        PROVEN,
        /** It had to arrive, and did not. */
        SILENT,
        /** We could not connect, or it need not have arrived. */
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
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "feed-watch");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Whether a source hears, as far as it was put to the proof. A connection of its own that is new proves nothing.
     *
     * @param deaf whether nothing has arrived since it was proven that nothing does
     * @param since when the last message before that came in, or, of one that hears again, the first after it
     */
    public record Hearing(boolean deaf, Instant since) {
        /** Nothing speaks against it. */
        public static final Hearing UNDOUBTED = new Hearing(false, Instant.MIN);
    }

    /** What is known of one source; of the looking thread, but for what is volatile. */
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
     * @param alarm how long a source may be quiet before it is put to the proof; positive
     * @param sources those that carry presence events
     * @param certain whether a presence event about a client of ours has to arrive at the source of this name. Where it only may
     *     (a shared subscription has other takers, a rule or a filter may leave us out), its absence proves nothing until one
     *     has arrived
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
                            .description("Times that a quiet source was put to the proof by a connection of our own")
                            .baseUnit("proofs")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /** Begins. To be called when the sources have been started. */
    public void start() {
        sources.get().forEach(source -> feed(source.name()));
        looking.scheduleWithFixedDelay(
                this::lookSafely, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why a source is taken to be cut although it is connected; empty while it is not. */
    public Optional<String> silent(String source) {
        return Optional.ofNullable(feeds.get(source)).flatMap(feed -> feed.silent);
    }

    /** Why it is not known whether a quiet source is cut; empty while it is known, or the source is not quiet. */
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
                    .description("1 while the source is connected, but a connection of our own made nothing arrive")
                    .tag("source", name)
                    .register(meters);
            return feed;
        });
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("Whether presence events still arrive could not be looked at", e);
        }
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
                    "nothing has come for " + alarm.toSeconds()
                            + " s, and whether anything could come cannot be proven,"
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
            // That is told elsewhere, and explains all of it.
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
                    "nothing has come for a while, and neither has the presence event of a connection of our own; that it"
                            + " comes at all is not certain here, so this proves nothing");
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
                    + ", and the presence event of a connection of our own has not come within " + way.toSeconds()
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
            LOG.info("{} is not silent any more", source.name());
        }
        feed.silent = Optional.empty();
        feed.unproven = Optional.empty();
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
