package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.delivery.DeliveryStore;
import io.iotconnectivity.delivery.Forgotten;
import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.delivery.PendingRow;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Repetition;
import io.iotconnectivity.delivery.SinkState;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.presence.Outage;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What delivery has kept, in the tables of the sinks and in the log. */
final class SinkStore implements DeliveryStore {
    private static final Logger LOG = LoggerFactory.getLogger(SinkStore.class);

    private final Writer writer;
    private final Readers readers;
    private final EventLog log;
    private final CloudEvents codec;
    private final PresenceCodec presences;
    private final DamageReports damage;
    private final CrashPoint.Watch watch;

    SinkStore(
            Writer writer,
            Readers readers,
            EventLog log,
            CloudEvents codec,
            PresenceCodec presences,
            DamageReports damage,
            CrashPoint.Watch watch) {
        this.damage = damage;
        this.writer = writer;
        this.readers = readers;
        this.log = log;
        this.codec = codec;
        this.presences = presences;
        this.watch = watch;
    }

    @Override
    public CompletableFuture<Void> register(String sink) {
        return writer.write(batch -> batch.tables().sinks().add(sink, batch.lastSeq()));
    }

    @Override
    public SinkState load(String sink) {
        return readers.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT cursor, reach, gone FROM sink WHERE name = ?")) {
                select.setString(1, sink);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return new SinkState(
                            row.getLong(1),
                            row.getLong(2),
                            Optional.ofNullable(row.getString(3)),
                            pending(connection, sink),
                            tickets(connection, sink),
                            repetitions(connection, sink));
                }
            }
        });
    }

    private List<SinkState.Pending> pending(Connection connection, String sink) throws SQLException {
        List<SinkState.Pending> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT d.seq, d.attempts, d.due, coalesce(d.error, ''), d.maybe, e.body, e.addressee, e.trace"
                        + " FROM delivery d JOIN event e ON e.seq = d.seq WHERE d.sink = ? ORDER BY d.seq")) {
            select.setString(1, sink);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    PendingRow pending = new PendingRow(
                            row.getLong(1),
                            row.getInt(2),
                            Instant.ofEpochMilli(row.getLong(3)),
                            row.getString(4),
                            row.getBoolean(5));
                    Optional<Event> event = event(row.getBytes(6));
                    if (event.isPresent()) {
                        Logged logged = new Logged(
                                pending.seq(),
                                event.get(),
                                Optional.ofNullable(row.getString(7)),
                                Optional.ofNullable(row.getString(8)));
                        found.add(new SinkState.Pending(logged, pending));
                    } else {
                        damage.event(pending.seq());
                    }
                }
            }
        }
        return found;
    }

    private static Map<String, Receipt> tickets(Connection connection, String sink) throws SQLException {
        Map<String, Receipt> open = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT incident_id, receipt FROM pairing WHERE sink = ?")) {
            select.setString(1, sink);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    open.put(row.getString(1), new Receipt(Optional.ofNullable(row.getString(2)), Optional.empty()));
                }
            }
        }
        return open;
    }

    private Map<String, Repetition> repetitions(Connection connection, String sink) throws SQLException {
        Map<String, Repetition> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT incident_id, every, body FROM repetition WHERE sink = ?")) {
            select.setString(1, sink);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String ticket = row.getString(1);
                    Duration every = Duration.ofMillis(row.getLong(2));
                    event(row.getBytes(3))
                            .ifPresentOrElse(
                                    event -> found.put(ticket, new Repetition(every, event)),
                                    () -> damage.repetition(sink, ticket));
                }
            }
        }
        return found;
    }

    /** Empty if it cannot be read. */
    private Optional<Event> event(byte[] body) {
        try {
            return Optional.of(codec.read(body));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public long lastPosition() {
        return log.last();
    }

    @Override
    public List<Logged> eventsAfter(long position, int limit) {
        return log.after(position, limit);
    }

    /**
     * The stored row is looked at, since it is written with the event that tells the end: a copy in memory would have to be kept as true as
     * that. A test has no row.
     */
    @Override
    public boolean isOver(Event event) {
        if (event.isTest()) {
            return false;
        }
        Optional<IncidentData> incident = event.incident();
        if (incident.isPresent()) {
            return isOver(incident.get().incidentId());
        }
        return !event.data().incident().equals(outage(event.subject()));
    }

    private boolean isOver(String incidentId) {
        return readers.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT status FROM incident WHERE incident_id = ?")) {
                select.setString(1, incidentId);
                try (ResultSet row = select.executeQuery()) {
                    return !row.next() || !IncidentStatus.OPEN.word().equals(row.getString(1));
                }
            }
        });
    }

    private Optional<String> outage(String clientId) {
        return readers.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT presence FROM device WHERE client_id = ?")) {
                select.setString(1, clientId);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? outage(clientId, row.getBytes(1)) : Optional.empty();
                }
            }
        });
    }

    private Optional<String> outage(String clientId, byte[] presence) {
        try {
            return presences.read(new ClientId(clientId), presence).outage().map(Outage::incidentId);
        } catch (RuntimeException e) {
            damage.device(clientId);
            return Optional.empty();
        }
    }

    @Override
    public void save(Checkpoint checkpoint, Runnable then) {
        writer.writeUnhurried(new SaveCheckpoint(checkpoint, codec)::write, () -> {
            watch.passed(CrashPoint.AFTER_CURSOR);
            then.run();
        });
    }

    @Override
    public void disable(String sink, String why) {
        writer.write(batch -> batch.tables().sinks().disable(sink, why));
    }

    @Override
    public CompletableFuture<Boolean> enable(String sink) {
        return writer.ask(batch -> batch.tables().sinks().enable(sink));
    }

    @Override
    public CompletableFuture<Void> address(String sink, List<Event> events) {
        List<byte[]> bodies = events.stream().map(codec::write).toList();
        return writer.write(batch -> {
            for (int i = 0; i < bodies.size(); i++) {
                batch.address(sink, events.get(i), bodies.get(i));
            }
        });
    }

    @Override
    public CompletableFuture<Optional<Forgotten>> forget(String sink, BooleanSupplier attached) {
        return forget(sink, attached, Forgotten.NOTHING);
    }

    private CompletableFuture<Optional<Forgotten>> forget(String sink, BooleanSupplier attached, Forgotten before) {
        // Behind the last checkpoint of the sink, which would come back otherwise.
        return writer.askUnhurried(batch -> attached.getAsBoolean()
                        ? Optional.<ForgetSink.Slice>empty()
                        : Optional.of(ForgetSink.slice(batch, sink)))
                .thenCompose(slice -> slice.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : forgotten(
                                sink,
                                attached,
                                before.plus(slice.get().deleted()),
                                slice.get().hasMore()));
    }

    private CompletableFuture<Optional<Forgotten>> forgotten(
            String sink, BooleanSupplier attached, Forgotten all, boolean hasMore) {
        if (hasMore) {
            return forget(sink, attached, all);
        }
        LOG.info(
                "Sink {} is forgotten, as an operator asked, with {} waiting events, {} open tickets and {} dead letters",
                Printable.of(sink),
                all.waiting(),
                all.tickets(),
                all.deadLetters());
        return CompletableFuture.completedFuture(Optional.of(all));
    }
}
