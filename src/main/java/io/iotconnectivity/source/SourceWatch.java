package io.iotconnectivity.source;

import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.event.Blind;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.signal.Printable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Watches the sources: shows their status, opens an incident about one that is blind, and makes verdicts wait
 * meanwhile.
 */
public final class SourceWatch implements AutoCloseable {
    private static final int MOST_SOURCES = 100;

    private final Running running;
    private final List<Source> known;
    private final Engine engine;
    private final MeterRegistry meters;
    private final BlindWatch blindWatch;
    private final BlindHold blindHold;
    private final Optional<FeedWatch> feedWatch;

    /** The source routes that exist. */
    public interface Running {
        /** Returns one status per route, including routes that are not ours. */
        List<SourceStatus> statuses();

        /** Whether the source with this name itself knows whether messages can come in. */
        boolean tellsWhetherConnected(String source);
    }

    /**
     * How long things may last.
     *
     * @param blindHold how long verdicts wait for a blind source; blindness that lasts longer is an incident
     * @param settle how long verdicts wait after it is back
     * @param silenceAlarm how long a source of presence events may be quiet before it is tested; zero: forever
     */
    public record Limits(Duration blindHold, Duration settle, Duration silenceAlarm) {}

    /**
     * @param known the sources of the product
     * @param certain whether the presence event of a test must arrive at the source with this name
     * @param compared the result of reconciling what a source that is back has missed; empty until it is known
     */
    public SourceWatch(
            Running running,
            List<Source> known,
            Predicate<String> certain,
            Canary canary,
            Function<Sight, Optional<String>> compared,
            Engine engine,
            Limits limits,
            Clock clock,
            MeterRegistry meters) {
        this.running = running;
        this.known = known;
        this.engine = engine;
        this.meters = meters;
        this.blindWatch =
                new BlindWatch(this::sights, compared, engine::sighted, limits.blindHold(), limits.settle(), clock);
        this.blindHold = new BlindHold(
                until -> engine.holdDeadlines("blind", until),
                engine::heardUpTo,
                this::feeds,
                blindWatch::isTold,
                limits.blindHold(),
                limits.settle(),
                clock);
        this.feedWatch = Optional.of(limits.silenceAlarm())
                .filter(alarm -> !alarm.isZero())
                .map(alarm -> new FeedWatch(alarm, this::presence, certain, canary, clock, meters));
    }

    /** Starts. Call it when the sources have been started, and before deadlines may come due. */
    public void start() {
        statuses().forEach(source -> measure(source.name()));
        blindWatch.start(this::leads, this::leftBlind);
        blindHold.start();
        feedWatch.ifPresent(FeedWatch::start);
    }

    private void measure(String name) {
        Gauge.builder("iotc.source.connected", () -> isConnected(name) ? 1 : 0)
                .description("1 while the source can receive messages")
                .tag("source", name)
                .register(meters);
    }

    private boolean isConnected(String name) {
        return running.statuses().stream().anyMatch(source -> source.name().equals(name) && source.connected());
    }

    /** Returns how each source is doing. */
    public List<SourceStatus> statuses() {
        return running.statuses().stream().map(this::withFeed).toList();
    }

    private SourceStatus withFeed(SourceStatus source) {
        return source.withFeed(
                feedWatch.flatMap(watch -> watch.silent(source.name())),
                feedWatch.flatMap(watch -> watch.unproven(source.name())));
    }

    /** Returns how far we hear through each source whose absence may hide a connect or a disconnect. */
    public List<Sight> feeds() {
        return sights().stream()
                .filter(sight -> sight.carries() == Sight.Carries.CONNECTIONS)
                .toList();
    }

    /** Only the leader judges sources; with one node, it always does. */
    private boolean leads() {
        return engine.leadership().leads();
    }

    private List<SourceStatus> presence() {
        return (leads() ? running.statuses() : List.<SourceStatus>of())
                .stream()
                        .filter(source -> carries(source.name()) == Source.Carries.PRESENCE_EVENTS)
                        .toList();
    }

    /** A source that is not ours may carry anything, so its absence may hide a connect. */
    private Source.Carries carries(String name) {
        return known.stream()
                .filter(source -> source.routeId().equals(name))
                .map(Source::carries)
                .findFirst()
                .orElse(Source.Carries.LAST_WILLS);
    }

    private List<Sight> sights() {
        return (leads() ? running.statuses() : List.<SourceStatus>of())
                .stream()
                        .filter(source -> running.tellsWhetherConnected(source.name()))
                        .map(this::sight)
                        .toList();
    }

    private Sight sight(SourceStatus source) {
        FeedWatch.Hearing hearing =
                feedWatch.map(watch -> watch.hearing(source.name())).orElse(FeedWatch.Hearing.UNDOUBTED);
        boolean silent = source.connected() && hearing.deaf();
        Instant since = source.connected() && (silent || hearing.since().isAfter(source.since()))
                ? hearing.since()
                : source.since();
        Sight.State connected = silent ? Sight.State.SILENT : Sight.State.SEES;
        return new Sight(
                source.name(),
                source.connected() ? connected : Sight.State.AWAY,
                carries(source.name()).sight(),
                since,
                source.connected() ? Optional.empty() : source.lastError().map(Printable::of));
    }

    /** The sources that an earlier process left blind. */
    private List<String> leftBlind() {
        return engine
                .ledger()
                .incidents(
                        new IncidentQuery(
                                Optional.of(IncidentStatus.OPEN), Optional.of(IncidentKind.BLIND), Optional.empty()),
                        MOST_SOURCES)
                .items()
                .stream()
                .flatMap(incident -> incident.blind().stream())
                .map(Blind::source)
                .toList();
    }

    @Override
    public void close() {
        blindWatch.close();
        blindHold.close();
        feedWatch.ifPresent(FeedWatch::close);
    }
}
