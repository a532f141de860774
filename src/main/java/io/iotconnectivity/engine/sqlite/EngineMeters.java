package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Lag;
import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.engine.view.StoredCounts;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.SignalKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The engine's counters and timers. All meters on the writer's path are created at startup, so that none has to be
 * looked up there.
 */
final class EngineMeters {
    private final MeterRegistry registry;
    private final Map<SignalKind, SignalMeters> signals = new EnumMap<>(SignalKind.class);
    private final Map<EventType, Counter> events = new EnumMap<>(EventType.class);
    private final Map<Verdict, Map<Verdict, Counter>> verdicts = new EnumMap<>(Verdict.class);
    private final Map<EventType, Lag> announcements = new EnumMap<>(EventType.class);
    private final Map<Decision.What, Counter> decisions = new EnumMap<>(Decision.What.class);
    private final Counter buriedIn;
    private final Counter buriedOut;
    private final Counter dropped;
    private final Counter damaged;
    private final Counter failedCommits;
    private final Timer commit;
    private final DistributionSummary batch;

    /** The meters of one kind of signal. */
    private record SignalMeters(Map<String, Counter> results, Optional<Lag> lag) {}

    EngineMeters(MeterRegistry registry) {
        this.registry = registry;
        for (SignalKind kind : SignalKind.values()) {
            signals.put(kind, signalMeters(kind));
        }
        for (EventType type : EventType.values()) {
            events.put(type, counter("iotc.events", "events", "Events created, by type", "type", type.shortName()));
        }
        for (Verdict from : Verdict.values()) {
            Map<Verdict, Counter> changes = new EnumMap<>(Verdict.class);
            for (Verdict to : Verdict.values()) {
                if (from != to) {
                    changes.put(
                            to,
                            counter(
                                    "iotc.verdicts",
                                    "verdicts",
                                    "Verdict changes; a new device changes from UNKNOWN",
                                    "from",
                                    from.name(),
                                    "to",
                                    to.name()));
                }
            }
            verdicts.put(from, changes);
        }
        for (EventType type : new EventType[] {EventType.DEVICE_ONLINE, EventType.DEVICE_OFFLINE}) {
            announcements.put(
                    type,
                    Lag.of(
                            registry,
                            "iotc.lag.verdict",
                            "From AWS's timestamp of a connect or disconnect until the decision to report it is durable;"
                                    + " device.offline includes the grace period",
                            "type",
                            type.shortName()));
        }
        for (Decision.What what : Decision.What.values()) {
            decisions.put(
                    what,
                    counter(
                            "iotc.incident.decisions",
                            "decisions",
                            "Incident decisions about a device; 'suppressed' counts incidents that were not opened",
                            "what",
                            word(what)));
        }
        String buried = "Messages that could not be read or processed (in), events that could not be delivered (out)";
        buriedIn = counter("iotc.dead.letters", "letters", buried, "direction", "in");
        buriedOut = counter("iotc.dead.letters", "letters", buried, "direction", "out");
        dropped = counter(
                "iotc.dropped.dead.letters",
                "letters",
                "Unreadable messages dropped early because together they exceeded 256 MiB");
        damaged = counter(
                "iotc.damaged.rows",
                "rows",
                "Rows of the store that could not be read and were set aside as dead letters, or whose deadline was wrong"
                        + " and was written anew");
        failedCommits = counter("iotc.store.failed.commits", "commits", "Failed attempts to write a batch");
        commit = Timer.builder("iotc.store.commit")
                .description("Time to write one batch and sync it to disk")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry);
        batch = DistributionSummary.builder("iotc.store.batch")
                .description("Steps and other writes per commit")
                .baseUnit("writes")
                .serviceLevelObjectives(1, 5, 25, 100, 250, 1_000)
                .register(registry);
    }

    private SignalMeters signalMeters(SignalKind kind) {
        Map<String, Counter> results = new HashMap<>();
        for (String result : Batch.RESULTS) {
            results.put(
                    result,
                    counter(
                            "iotc.signals",
                            "signals",
                            "Signals by outcome: accepted, duplicate, failed (a dead letter)",
                            "kind",
                            kind.word(),
                            "result",
                            result));
        }
        Optional<Lag> lag = Optional.of(kind)
                .filter(SignalKind::isStampedByAws)
                .map(ofAws -> Lag.of(
                        registry,
                        "iotc.lag.intake",
                        "From AWS's timestamp of an event until it is durable here",
                        "kind",
                        ofAws.word()));
        return new SignalMeters(results, lag);
    }

    private Counter counter(String name, String unit, String description, String... tags) {
        return Counter.builder(name)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Counts what a batch has made durable. */
    void committed(Batch batch, Instant now) {
        for (Batch.Taken taken : batch.taken()) {
            signal(taken.signal(), taken.result(), now);
        }
        for (Batch.Change change : batch.changes()) {
            verdicts.get(change.from()).get(change.to()).increment();
        }
        for (Logged logged : batch.events()) {
            if (logged.addressee().isEmpty()) {
                event(logged.event(), now);
            }
        }
        WriteCounts written = batch.tables().counts();
        written.decisions().forEach((what, count) -> decisions.get(what).increment(count));
        buriedIn.increment(written.buriedIn());
        buriedOut.increment(written.buriedOut());
        dropped.increment(written.dropped());
        damaged.increment(written.setAside().size() + written.mended().size());
    }

    private void signal(Signal signal, String result, Instant now) {
        SignalMeters meters = signals.get(signal.kind());
        meters.results().get(result).increment();
        if (result.equals("accepted") && meters.lag().isPresent()) {
            meters.lag().get().record(signal.at(), now);
        }
    }

    private void event(Event event, Instant now) {
        events.get(event.type()).increment();
        Lag announcement = announcements.get(event.type());
        if (announcement != null) {
            Lag.startOf(event).ifPresent(at -> announcement.record(at, now));
        }
    }

    void commit(long nanos, int writes) {
        commit.record(nanos, TimeUnit.NANOSECONDS);
        batch.record(writes);
    }

    void failedCommit() {
        failedCommits.increment();
    }

    <T> void queueDepth(T owner, ToDoubleFunction<T> depth) {
        Gauge.builder("iotc.store.queue", owner, depth)
                .description("Signals and other writes waiting for the store")
                .baseUnit("writes")
                .register(registry);
    }

    /** Publishes what the store holds, and whether it accepts writes. */
    <T> void store(T owner, ToDoubleFunction<T> healthy, StoredCounts stored, DatabaseFile file) {
        Gauge.builder("iotc.store.healthy", owner, healthy)
                .description("1 while the store accepts writes")
                .register(registry);
        Gauge.builder("iotc.store.file", file, DatabaseFile::size)
                .description("Size of the store: the file and its write-ahead log")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("iotc.store.disk.free", file, DatabaseFile::free)
                .description("Free space on the store's disk")
                .baseUnit("bytes")
                .register(registry);
        for (String direction : new String[] {"in", "out"}) {
            Gauge.builder("iotc.kept.dead.letters", stored, counts -> counts.deadLetters(direction))
                    .description("Dead letters in the store (engine.dead-letters); refreshed every few seconds")
                    .strongReference(true)
                    .baseUnit("letters")
                    .tag("direction", direction)
                    .register(registry);
        }
        for (IncidentKind kind : IncidentKind.values()) {
            if (kind != IncidentKind.TEST) {
                Gauge.builder("iotc.open.incidents", stored, counts -> counts.openIncidents(kind))
                        .description("Open incidents; refreshed every few seconds")
                        .strongReference(true)
                        .baseUnit("incidents")
                        .tag("kind", kind.word())
                        .register(registry);
            }
        }
        Gauge.builder("iotc.silences", stored, StoredCounts::silences)
                .description("Active silences; refreshed every few seconds")
                .strongReference(true)
                .baseUnit("silences")
                .register(registry);
    }

    /**
     * @param seconds for how long deadlines have been waiting
     */
    void held(Supplier<Number> seconds) {
        Gauge.builder("iotc.deadlines.held", seconds)
                .description(
                        "How long verdicts have been waiting because signals are read late; 0 while they do not wait")
                .baseUnit("seconds")
                .register(registry);
    }

    /**
     * @param counts of the devices by verdict
     * @param deaf how many of them are deaf
     */
    void devices(Function<Verdict, Long> counts, Supplier<Number> deaf) {
        Gauge.builder("iotc.devices.deaf", deaf)
                .description("Connected devices that are not subscribed to what they must be")
                .register(registry);
        for (Verdict verdict : Verdict.values()) {
            Gauge.builder("iotc.devices", () -> counts.apply(verdict))
                    .description("Devices by verdict")
                    .baseUnit("devices")
                    .tag("state", verdict.name())
                    .register(registry);
        }
    }
}
