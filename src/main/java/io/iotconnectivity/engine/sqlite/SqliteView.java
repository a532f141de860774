package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.decide.Decider;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.DecisionCodec;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.health.BatchWatch;
import io.iotconnectivity.engine.health.DroppedLetters;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.engine.view.FleetMinutes;
import io.iotconnectivity.engine.view.StoredCounts;
import io.iotconnectivity.engine.view.StoredLetters;
import io.iotconnectivity.event.CloudEvents;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of the embedded engine as a materialised view of what others decide: it is told what has changed and
 * answers the same questions, but decides nothing itself, delivers nothing and acknowledges nothing. Whoever feeds it
 * notes how far it has read in the transaction of the rows, so that a crash neither loses nor repeats any.
 *
 * <p>A view can be built again at any time from what it is fed with. So nothing in it is mended: one that is damaged is
 * deleted when it is next opened.
 */
public final class SqliteView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteView.class);

    private final DatabaseFile file;
    private final Readers readers;
    private final Writer writer;
    private final Regrouping regrouping;
    private final EventLog log;
    private final Ledger ledger;
    private final CloudEvents codec;
    private final EventCodec events = new EventCodec();
    private final DroppedLetters dropped = new DroppedLetters();
    private final Clock clock;
    private final AtomicBoolean isDamaged = new AtomicBoolean();
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private volatile boolean isCurrent;

    /** Adds rows. Called again, from the start, if the transaction was rolled back. */
    @FunctionalInterface
    public interface Change {
        void write(ViewTransaction transaction) throws SQLException;
    }

    /**
     * Opens the file, or creates it.
     *
     * @param settings which file, and how long rows are kept
     * @param rules finds the groups of devices, and decides nothing
     * @param useless told how far each partition has been read, finds out why nobody can read on from there; the view
     *     is then begun anew
     * @param sinks the status of the sinks that this node delivers to
     * @throws StoreException if the file is in use, damaged, written by a later version or by the embedded engine, or
     *     cannot be written
     */
    public static SqliteView open(
            EngineSettings settings,
            IncidentRules rules,
            CloudEvents codec,
            Clock clock,
            MeterRegistry meters,
            Function<Map<ViewPartition, Long>, Optional<String>> useless,
            Supplier<Map<String, SinkStatus>> sinks) {
        return open(settings, rules, codec, clock, meters, useless, sinks, CrashPoint.Watch.configured());
    }

    static SqliteView open(
            EngineSettings settings,
            IncidentRules rules,
            CloudEvents codec,
            Clock clock,
            MeterRegistry meters,
            Function<Map<ViewPartition, Long>, Optional<String>> useless,
            Supplier<Map<String, SinkStatus>> sinks,
            CrashPoint.Watch watch) {
        Contents contents = contents(settings.file(), useless);
        try {
            SqliteView view = new SqliteView(contents, settings, rules, codec, clock, meters, sinks, watch);
            view.writer.start();
            view.regroup();
            return view;
        } catch (SQLException e) {
            contents.close();
            throw cannotBeOpened(settings.file(), e);
        } catch (RuntimeException e) {
            contents.close();
            throw e;
        }
    }

    private static StoreException cannotBeOpened(Path file, SQLException why) {
        return new StoreException(file + " (setting engine.file) cannot be opened: " + why.getMessage(), why);
    }

    /** What is in the file, which is locked. */
    private record Contents(
            DatabaseFile file,
            Readers readers,
            ViewTables.State state,
            Map<ViewPartition, Long> offsets,
            StoredDevices.Found found) {
        private void close() {
            try {
                readers.close();
            } catch (SQLException e) {
                LOG.warn("{} was not closed cleanly: {}", file.path(), e.getMessage());
            }
            file.close();
        }

        private Optional<String> damage() {
            return state.damage().or(() -> Optional.of(found.damaged().size() + " of its devices cannot be read")
                    .filter(some -> !found.damaged().isEmpty()));
        }
    }

    private static Contents contents(Path path, Function<Map<ViewPartition, Long>, Optional<String>> useless) {
        Contents contents = contents(path);
        Optional<String> why;
        try {
            why = contents.damage().or(() -> useless.apply(contents.offsets()));
        } catch (RuntimeException e) {
            contents.close();
            throw e;
        }
        if (why.isEmpty()) {
            return contents;
        }
        LOG.warn("The view in {} is built again from its topics: {}", path, why.get());
        contents.close();
        delete(contents.file().path());
        return contents(path);
    }

    private static Contents contents(Path path) {
        DatabaseFile file = DatabaseFile.open(path);
        try {
            prepare(file);
            Readers readers = new Readers(file);
            StoredDevices stored = new StoredDevices(new PresenceCodec(), new CaseCodec());
            return new Contents(
                    file,
                    readers,
                    readers.read(ViewTables::state),
                    readers.read(ViewTables::offsets),
                    readers.read(stored::all));
        } catch (SQLException e) {
            file.close();
            throw cannotBeOpened(path, e);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void prepare(DatabaseFile file) throws SQLException {
        try (Connection connection = file.writer()) {
            if (ViewTables.areThere(connection)) {
                return;
            }
            if (ViewTables.isInUse(connection)) {
                throw new StoreException(file.path() + " (setting engine.file) holds the state of the embedded engine,"
                        + " which a view would overwrite. Point engine.file at another file.");
            }
            ViewTables.create(connection);
        }
    }

    private static void delete(Path file) {
        try {
            for (String ending : List.of("-wal", "-shm", "")) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + ending));
            }
        } catch (IOException e) {
            throw new StoreException(
                    file + " (setting engine.file) cannot be deleted to build the view again: " + e
                            + ". Delete it together with its -wal and -shm.",
                    e);
        }
    }

    private SqliteView(
            Contents contents,
            EngineSettings settings,
            IncidentRules rules,
            CloudEvents codec,
            Clock clock,
            MeterRegistry registry,
            Supplier<Map<String, SinkStatus>> sinks,
            CrashPoint.Watch watch)
            throws SQLException {
        this.file = contents.file();
        this.readers = contents.readers();
        this.codec = codec;
        this.clock = clock;
        DeviceIndex index = contents.found().index();
        PresenceCodec presences = new PresenceCodec();
        CaseCodec cases = new CaseCodec();
        Backlog backlog = new Backlog();
        Instant start = clock.instant();
        EngineMeters meters = new EngineMeters(registry);
        Decider decider = new Decider(
                (before, signal, now) -> {
                    throw new IllegalStateException("a view decides nothing");
                },
                rules);
        IncidentMemory memory = IncidentMemory.unused(rules);
        writer = new Writer(
                file,
                cases,
                index,
                backlog,
                clock,
                // There are no deadlines.
                Instant.MAX,
                (tables, now, last) -> new Batch(
                        tables, index, presences, decider, rules, memory, backlog, codec, events, now, last, false),
                this::committed,
                new Pruner(settings, List::of, start),
                new Minutes(new FleetMinutes(index.counts(), start), () -> isCurrent),
                meters,
                watch,
                BatchWatch.LATE);
        writer.startAfter(contents.state().last());
        regrouping = new Regrouping(presences, rules, index, writer);
        DamageReports damage = new DamageReports(codec, events);
        log = new EventLog(readers, events, damage, writer.lastSeq());
        DecisionChain decisions = new DecisionChain(index, new DecisionCodec(), damage);
        ledger = new SqliteLedger(
                readers,
                presences,
                codec,
                index,
                log,
                RowNumbers.of(contents.state().number()),
                sinks,
                new IncidentLedger(readers, cases, clock, damage, decisions),
                decisions,
                damage);
        damage.begin(report -> damaged());
        meters.devices(index.counts()::of, index.counts()::deaf);
        meters.store(
                this,
                view -> view.health().isWell() ? 1 : 0,
                new StoredCounts(new CountedRows(readers, ledger::silences), clock),
                file);
    }

    private void committed(Batch batch) {
        WriteCounts counts = batch.tables().counts();
        counts.lastDropped().ifPresent(last -> dropped.committed(counts.dropped(), last, clock.instant()));
        if (!batch.events().isEmpty()) {
            log.append(batch.events());
        }
    }

    private void damaged() {
        beginAnew("some of its rows cannot be read");
    }

    /** Has the view built again at the next start. */
    public void beginAnew(String why) {
        if (isDamaged.compareAndSet(false, true)) {
            LOG.error("The view in {} is built again at the next start: {}", file.path(), why);
            writer.write(batch -> ViewTables.damaged(batch.tables().connection(), why), () -> {});
        }
    }

    /**
     * Adds rows in one transaction. Never blocks.
     *
     * @return completes when they are durable; exceptionally if they never will be, either because of what they are or
     *     because nothing can be written any more, which {@link #health} then tells
     */
    public CompletableFuture<Void> apply(Change change) {
        return writer.write(batch -> {
            try (ViewTables tables = new ViewTables(batch.tables().connection())) {
                ViewTransaction transaction = new ViewTransaction(batch, tables, codec, events);
                change.write(transaction);
                transaction.end();
            }
        });
    }

    /** The dead letters, to be replayed. They are removed by whoever feeds the view. */
    public StoredLetters letters() {
        return new StoredLetters() {
            @Override
            public long last() {
                return readers.read(DeadLetters::last);
            }

            @Override
            public List<Undelivered> undelivered(DeadLetterQuery which, Set<String> sinks, long after, long end) {
                return readers.read(connection -> DeadLetters.undelivered(connection, codec, which, sinks, after, end));
            }

            @Override
            public List<Message> messages(DeadLetterQuery which, long after, long end) {
                return readers.read(connection -> DeadLetters.messages(connection, which, after, end));
            }
        };
    }

    /**
     * How far each partition has been read: the offset of the first record to add.
     *
     * @throws StoreException if the file cannot be read
     */
    public Map<ViewPartition, Long> offsets() {
        return readers.read(ViewTables::offsets);
    }

    /**
     * Whether the view is as the fleet is now. While it is not, the history of the fleet has gaps.
     */
    public void isCurrent(boolean now) {
        isCurrent = now;
    }

    /** Groups have changed: brings those of all devices up to date, in the background. */
    public void regroup() {
        regrouping.begin();
    }

    /** Answers from what has been added. */
    public Ledger ledger() {
        return ledger;
    }

    /** Whether rows can be added and read. */
    public StoreHealth health() {
        return writer.health()
                .warning(Optional.of("the view in " + file.path()
                                + " (setting engine.file) has gaps; restart this node to have it built again")
                        .filter(known -> isDamaged.get())
                        .or(() -> dropped.warning(clock.instant())));
    }

    @Override
    public void close() {
        if (isClosed.getAndSet(true)) {
            return;
        }
        regrouping.close();
        writer.close();
        try {
            readers.close();
        } catch (SQLException e) {
            LOG.warn("{} was not closed cleanly: {}", file.path(), e.getMessage());
        }
        file.close();
    }
}
