package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Dispatcher;
import io.iotconnectivity.delivery.Forgotten;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.TooManySilences;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.DecisionCodec;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.health.BatchWatch;
import io.iotconnectivity.engine.health.DroppedLetters;
import io.iotconnectivity.engine.health.LateSignals;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.FleetMinutes;
import io.iotconnectivity.engine.view.HeldDevice;
import io.iotconnectivity.engine.view.StoredCounts;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The single-node engine: everything in one SQLite file. */
public final class SqliteEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteEngine.class);

    private final DatabaseFile file;
    private final Readers readers;
    private final Writer writer;
    private final Batches batches;
    private final SinkStore sinks;
    private final Dispatcher dispatcher;
    private final DeadLetterReplay deadLetters;
    private final CrashPoint.Watch watch;
    private final Rereading rereading;
    private final DeviceIndex index;
    private final Regrouping regrouping;
    private final EventLog log;
    private final EngineMeters meters;
    private final Ledger ledger;
    private final EventCodec events = new EventCodec();
    private final PresenceCodec presences = new PresenceCodec();
    private final CaseCodec cases = new CaseCodec();
    /** Until when deadlines are on hold, by who put them on hold. */
    private final Map<String, Instant> holds = new HashMap<>();

    private final Backlog backlog = new Backlog();
    private final LateSignals lateSignals = new LateSignals(backlog);
    private final DroppedLetters dropped = new DroppedLetters();
    private final DamagedRows damaged = new DamagedRows();

    private final Clock clock;
    private volatile Consumer<Committed> recorder = committed -> {};
    private volatile Consumer<Effect> asker = effect -> {};

    /**
     * Opens the file, or creates it, and starts to process what was left in it.
     *
     * @param rules decide about devices, {@code incidents} about incidents
     * @throws StoreException if the file is in use, damaged, written by a later version, or cannot be written
     */
    public static SqliteEngine open(
            EngineSettings settings,
            Rules rules,
            IncidentRules incidents,
            CloudEvents codec,
            Clock clock,
            MeterRegistry meters) {
        return open(settings, rules, incidents, codec, clock, meters, CrashPoint.Watch.configured());
    }

    static SqliteEngine open(
            EngineSettings settings,
            Rules rules,
            IncidentRules incidents,
            CloudEvents codec,
            Clock clock,
            MeterRegistry meters,
            CrashPoint.Watch watch) {
        return open(settings, rules, incidents, codec, clock, meters, watch, BatchWatch.LATE);
    }

    /** @param late how long a batch may take before {@link #health} tells of it */
    static SqliteEngine open(
            EngineSettings settings,
            Rules rules,
            IncidentRules incidents,
            CloudEvents codec,
            Clock clock,
            MeterRegistry meters,
            CrashPoint.Watch watch,
            Duration late) {
        DatabaseFile file = DatabaseFile.open(settings.file());
        try {
            SqliteEngine engine = new SqliteEngine(file, settings, rules, incidents, codec, clock, meters, watch, late);
            engine.writer.start();
            return engine;
        } catch (SQLException e) {
            file.close();
            throw new StoreException(file.path() + " (setting engine.file) cannot be opened: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private SqliteEngine(
            DatabaseFile file,
            EngineSettings settings,
            Rules rules,
            IncidentRules incidents,
            CloudEvents codec,
            Clock clock,
            MeterRegistry registry,
            CrashPoint.Watch watch,
            Duration late)
            throws SQLException {
        this.file = file;
        this.clock = clock;
        this.watch = watch;
        meters = new EngineMeters(registry);
        readers = new Readers(file);
        if (readers.read(ViewTables::areThere)) {
            throw new StoreException(
                    file.path() + " (setting engine.file) is the view that a node of engine=kafka keeps."
                            + " Point engine.file at another file.");
        }
        DamageReports damage = new DamageReports(codec, events);
        StoredDevices stored = new StoredDevices(presences, cases);
        StoredDevices.Found found = readers.read(stored::all);
        index = found.index();
        Instant start = clock.instant();
        holds.put("start", start.plus(settings.settle()));
        batches = new Batches(rules, incidents, backlog, codec, events, index, presences);
        writer = new Writer(
                file,
                cases,
                index,
                backlog,
                clock,
                start.plus(settings.settle()),
                batches,
                this::committed,
                new Pruner(settings, this::attachedSinks, start),
                new Minutes(new FleetMinutes(index.counts(), start)),
                meters,
                watch,
                late);
        regrouping = new Regrouping(presences, incidents, index, writer);
        log = new EventLog(readers, events, damage, writer.lastSeq());
        sinks = new SinkStore(
                writer, sink -> new WholeLog(sink, writer, readers, log, codec, index, presences, damage, watch));
        dispatcher = new Dispatcher(sinks, clock, registry);
        deadLetters = new DeadLetterReplay(writer, dispatcher::attachedNames, codec);
        rereading = new Rereading(readers, writer);
        DecisionChain decisions = new DecisionChain(index, new DecisionCodec(), damage);
        ledger = new SqliteLedger(
                readers,
                presences,
                codec,
                index,
                log,
                RowNumbers.SAME,
                dispatcher::status,
                new IncidentLedger(readers, cases, clock, damage, decisions),
                decisions,
                damage);
        // Before anything else is written, which would overwrite what could not be read.
        found.damaged().forEach(clientId -> writer.write(batch -> batch.mend(clientId, stored)));
        damage.begin(report -> writer.write(report.mending(), report.then()));
        meters.devices(index.counts()::of, index.counts()::deaf);
        meters.held(() -> lateSignals.heldSeconds(clock.instant()));
        meters.store(
                this,
                engine -> engine.health().isWell() ? 1 : 0,
                new StoredCounts(new CountedRows(readers, ledger::silences), clock),
                file);
    }

    private Collection<String> attachedSinks() {
        return dispatcher.attachedNames();
    }

    private void committed(Batch batch) {
        record(batch.story());
        if (!batch.events().isEmpty()) {
            log.append(batch.events());
            dispatcher.wake();
        }
        batch.effects().forEach(this::ask);
        meters.committed(batch, clock.instant());
        WriteCounts counts = batch.tables().counts();
        counts.lastDropped().ifPresent(last -> dropped.committed(counts.dropped(), last, clock.instant()));
        damaged.committed(batch.tables().counts(), clock.instant());
        lateSignals.look(clock.instant());
    }

    /** A failing recorder must not affect what it records. */
    private void record(Committed committed) {
        try {
            recorder.accept(committed);
        } catch (RuntimeException e) {
            LOG.error("The signals taken in at {} are missing from the recording", committed.at(), e);
        }
    }

    @Override
    public CompletableFuture<Void> accept(Signal signal) {
        return accept(signal, Optional.empty());
    }

    @Override
    public CompletableFuture<Void> accept(Signal signal, Optional<String> trace) {
        // Computed here rather than by the writer: many threads take in signals, but only one writes.
        Optional<InboxKey> key = InboxKey.of(signal);
        return writer.write(
                batch -> batch.take(signal, key, trace),
                why -> batch -> batch.bury(signal, "the store refuses it: " + why.getMessage()));
    }

    @Override
    public void continueTraces() {
        batches.continueTraces();
    }

    @Override
    public CompletableFuture<Void> keep(Unreadable unreadable) {
        return writer.write(batch -> batch.tables().buryUnreadable(unreadable));
    }

    @Override
    public void attach(Sink sink, Delivery delivery) {
        dispatcher.attach(sink, new WatchedDelivery(delivery, watch));
    }

    @Override
    public void detach(String sinkName) {
        dispatcher.detach(sinkName);
    }

    @Override
    public void answerWith(Consumer<Effect> answerer) {
        asker = answerer;
        unanswered().forEach(this::ask);
    }

    /** Harmless if it fails: no verdict waits for ever for an answer. */
    private void ask(Effect effect) {
        try {
            asker.accept(effect);
        } catch (RuntimeException e) {
            LOG.error("The query about {} failed", effect.client(), e);
        }
    }

    private List<Effect> unanswered() {
        return index.all().stream()
                .filter(HeldDevice::isAsking)
                .map(device -> presences.read(new ClientId(device.clientId()), device.presence()))
                .flatMap(presence -> presence.unanswered().stream())
                .toList();
    }

    @Override
    public void recordWith(Consumer<Committed> consumer) {
        recorder = consumer;
    }

    @Override
    public void holdDeadlines(String holder, Instant until) {
        synchronized (holds) {
            holds.put(holder, until);
            Instant latest = Collections.max(holds.values());
            writer.holdDeadlines(latest);
            record(new Committed(clock.instant(), List.of(new Committed.Held(latest))));
        }
    }

    @Override
    public boolean holdsDeadlines() {
        Instant now = clock.instant();
        synchronized (holds) {
            return now.isBefore(Collections.max(holds.values())) || backlog.holds(now);
        }
    }

    @Override
    public CompletableFuture<Void> sighted(Sight sight) {
        return writer.write(batch -> batch.take(sight));
    }

    @Override
    public CompletableFuture<Void> measured(SloReading reading) {
        return writer.write(batch -> batch.take(reading));
    }

    @Override
    public CompletableFuture<Void> silence(Silence silence) {
        return writer.ask(batch -> batch.set(silence)).thenAccept(refusal -> {
            if (refusal.isPresent()) {
                throw new TooManySilences(refusal.get());
            }
        });
    }

    @Override
    public CompletableFuture<Boolean> endSilence(String id) {
        return writer.ask(batch -> batch.endSilence(id));
    }

    @Override
    public CompletableFuture<Boolean> note(String incidentId, Note note) {
        return writer.ask(batch -> batch.note(incidentId, note));
    }

    @Override
    public CompletableFuture<Boolean> compared(String incidentId, Optional<Common> common) {
        return writer.ask(batch -> batch.compared(incidentId, common));
    }

    @Override
    public CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        return rereading.replay(which).thenCombine(deadLetters.replay(which), Replayed::plus);
    }

    @Override
    public void readAgainWith(SecondReading reading) {
        rereading.with(reading);
    }

    @Override
    public CompletableFuture<Void> append(Event event) {
        return writer.write(batch -> batch.append(event));
    }

    @Override
    public CompletableFuture<Void> address(String sink, List<Event> events) {
        return dispatcher.address(sink, events);
    }

    @Override
    public CompletableFuture<Boolean> enable(String sink) {
        return dispatcher.enable(sink);
    }

    @Override
    public CompletableFuture<Optional<Forgotten>> forget(String sink) {
        return dispatcher.forget(sink);
    }

    @Override
    public void regroup() {
        regrouping.begin();
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public StoreHealth health() {
        Instant now = clock.instant();
        return writer.health()
                .warning(Stream.of(damaged.warning(now), dropped.warning(now))
                        .flatMap(Optional::stream)
                        .reduce((one, other) -> one + ". " + other));
    }

    @Override
    public Optional<String> lateSignals() {
        return lateSignals.warning(clock.instant());
    }

    DatabaseFile file() {
        return file;
    }

    SinkStore sinks() {
        return sinks;
    }

    Writer writer() {
        return writer;
    }

    @Override
    public void close() {
        regrouping.close();
        dispatcher.close();
        writer.close();
        try {
            readers.close();
        } catch (SQLException e) {
            LOG.warn("{} was not closed cleanly: {}", file.path(), e.getMessage());
        }
        file.close();
    }
}
