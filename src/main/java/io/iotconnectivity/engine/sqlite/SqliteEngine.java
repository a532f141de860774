package io.iotconnectivity.engine.sqlite;

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
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.health.DroppedLetters;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.FleetMinutes;
import io.iotconnectivity.engine.view.StoredCounts;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
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

/** The engine of one node: everything in one SQLite file. */
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
    private final PresenceCodec presences = new PresenceCodec();
    private final CaseCodec cases = new CaseCodec();
    /** Until when deadlines wait, by who wants them to. */
    private final Map<String, Instant> holds = new HashMap<>();

    private final DroppedLetters dropped = new DroppedLetters();
    private final DamagedRows damaged = new DamagedRows();
    private final DamageReports damage;

    private final Clock clock;
    private volatile Consumer<Committed> recorder = committed -> {};
    private volatile Consumer<Effect> asker = effect -> {};

    /**
     * Opens the file, or makes it, and begins to work off what was left in it.
     *
     * @param rules decide about devices, {@code incidents} about incidents
     * @throws StoreException if the file is in use, damaged, written by a later version or cannot be written
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
        DatabaseFile file = DatabaseFile.open(settings.file());
        try {
            SqliteEngine engine = new SqliteEngine(file, settings, rules, incidents, codec, clock, meters, watch);
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
            CrashPoint.Watch watch)
            throws SQLException {
        this.file = file;
        this.clock = clock;
        this.watch = watch;
        meters = new EngineMeters(registry);
        readers = new Readers(file);
        DamageReports damage = new DamageReports(codec);
        index = ListedDeviceRows.read(readers, damage);
        Instant start = clock.instant();
        holds.put("start", start.plus(settings.settle()));
        batches = new Batches(rules, incidents, codec);
        writer = new Writer(
                file,
                presences,
                cases,
                clock,
                start.plus(settings.settle()),
                batches,
                this::committed,
                new Pruner(settings, this::attachedSinks, start),
                new Minutes(new FleetMinutes(index.counts(), start)),
                meters,
                watch);
        regrouping = new Regrouping(readers, presences, incidents, index, writer, damage);
        log = new EventLog(readers, codec, damage, writer.lastSeq());
        sinks = new SinkStore(writer, readers, log, codec, presences, damage, watch);
        dispatcher = new Dispatcher(sinks, clock, registry);
        deadLetters = new DeadLetterReplay(writer, dispatcher::attachedNames, codec);
        rereading = new Rereading(readers, writer);
        ledger = new SqliteLedger(
                readers,
                presences,
                codec,
                index,
                log,
                dispatcher,
                new IncidentLedger(readers, cases, clock, damage),
                damage);
        this.damage = damage;
        damage.begin(report -> writer.write(report.mending(), report.then()));
        meters.devices(index.counts()::of);
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
        index.put(batch.written());
        if (!batch.events().isEmpty()) {
            log.append(batch.events());
            dispatcher.wake();
        }
        batch.effects().forEach(this::ask);
        meters.committed(batch, clock.instant());
        WriteCounts counts = batch.tables().counts();
        counts.lastDropped().ifPresent(last -> dropped.committed(counts.dropped(), last, clock.instant()));
        damaged.committed(batch.tables().counts(), clock.instant());
    }

    /** What is recorded must not change what is done. */
    private void record(Committed committed) {
        try {
            recorder.accept(committed);
        } catch (RuntimeException e) {
            LOG.error("What was taken in at {} is missing from the record", committed.at(), e);
        }
    }

    @Override
    public CompletableFuture<Void> accept(Signal signal) {
        return accept(signal, Optional.empty());
    }

    @Override
    public CompletableFuture<Void> accept(Signal signal, Optional<String> trace) {
        // Here and not when it is written: many threads take signals in, one writes.
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

    /** A verdict does not wait for ever, so that a question that cannot be put does no harm. */
    private void ask(Effect effect) {
        try {
            asker.accept(effect);
        } catch (RuntimeException e) {
            LOG.error("{} cannot be asked about", effect.client(), e);
        }
    }

    private List<Effect> unanswered() {
        return readers.read(connection -> {
            List<Effect> effects = new ArrayList<>();
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT client_id, presence FROM device WHERE asking = 1");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    effects.addAll(unanswered(row.getString(1), row.getBytes(2)));
                }
            }
            return effects;
        });
    }

    private List<Effect> unanswered(String clientId, byte[] stored) {
        try {
            return presences.read(new ClientId(clientId), stored).unanswered();
        } catch (RuntimeException e) {
            damage.device(clientId);
            return List.of();
        }
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
    public CompletableFuture<Void> sighted(Sight sight) {
        return writer.write(batch -> batch.take(sight));
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
    public CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        return rereading.replay(which).thenCombine(deadLetters.replay(which), Replayed::plus);
    }

    @Override
    public void readAgainWith(SecondReading reading) {
        rereading.with(reading);
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
