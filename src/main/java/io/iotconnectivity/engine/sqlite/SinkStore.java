package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.presence.Outage;
import io.iotconnectivity.signal.ClientId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the store keeps of the sinks: their cursors and the rows behind them. */
final class SinkStore {
    private final Writer writer;
    private final Readers readers;
    private final CloudEvents codec;
    private final PresenceCodec presences;
    private final DamageReports damage;

    SinkStore(Writer writer, Readers readers, CloudEvents codec, PresenceCodec presences, DamageReports damage) {
        this.damage = damage;
        this.writer = writer;
        this.readers = readers;
        this.codec = codec;
        this.presences = presences;
    }

    /** Makes the sink known, from the present end of the log on, if it is not. Completes when that is durable. */
    CompletableFuture<Void> enroll(String sink) {
        return writer.write(batch -> batch.tables().sinks().add(sink, batch.lastSeq()));
    }

    /**
     * What is kept of a sink.
     *
     * @param reach what lies between the cursor and this may have been tried, and nobody has noted it
     * @param gone why it gets nothing until somebody enables it
     */
    record Kept(long cursor, long reach, Optional<String> gone) {}

    Kept kept(String sink) {
        return readers.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT cursor, reach, gone FROM sink WHERE name = ?")) {
                select.setString(1, sink);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return new Kept(row.getLong(1), row.getLong(2), Optional.ofNullable(row.getString(3)));
                }
            }
        });
    }

    /**
     * What the sink had not got when it was left.
     *
     * @param last the end of the log
     */
    Lanes lanes(String sink, Kept kept, long last, Instant now) {
        Lanes lanes = new Lanes(kept.cursor(), Math.min(kept.reach(), last));
        return readers.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT d.seq, d.attempts, d.due, coalesce(d.error, ''), d.maybe, e.body, e.addressee, e.trace"
                            + " FROM delivery d JOIN event e ON e.seq = d.seq WHERE d.sink = ? ORDER BY d.seq")) {
                select.setString(1, sink);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        PendingRow parked = new PendingRow(
                                row.getLong(1),
                                row.getInt(2),
                                Instant.ofEpochMilli(row.getLong(3)),
                                row.getString(4),
                                row.getBoolean(5));
                        Optional<Event> event = event(row.getBytes(6));
                        if (event.isPresent()) {
                            Logged logged = new Logged(
                                    parked.seq(),
                                    event.get(),
                                    Optional.ofNullable(row.getString(7)),
                                    Optional.ofNullable(row.getString(8)));
                            lanes.restore(logged, parked, now);
                        } else {
                            damage.event(parked.seq());
                        }
                    }
                }
                return lanes;
            }
        });
    }

    /** Empty if it cannot be read. */
    private Optional<Event> event(byte[] body) {
        try {
            return Optional.of(codec.read(body));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The tickets that the sink has open. */
    Map<String, Receipt> tickets(String sink) {
        return readers.read(connection -> {
            Map<String, Receipt> open = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT incident_id, receipt FROM pairing WHERE sink = ?")) {
                select.setString(1, sink);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        open.put(
                                row.getString(1), new Receipt(Optional.ofNullable(row.getString(2)), Optional.empty()));
                    }
                }
            }
            return open;
        });
    }

    /** What the sink is to be told again and again, by its ticket. */
    Map<String, Repetition> repetitions(String sink) {
        return readers.read(connection -> {
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
        });
    }

    /**
     * Whether the incident that an event tells of, or the outage of its device, has ended. The stored row is looked at, since it is
     * written with the event that tells the end: a copy in memory would have to be kept as true as that. A test has no row and
     * goes on until its end is told.
     */
    boolean isOver(Event event) {
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

    /** Has it noted that a sink gets nothing until somebody enables it. */
    void disable(String sink, String why) {
        writer.write(batch -> batch.tables().sinks().disable(sink, why));
    }

    /** Has progress noted with the next batch. */
    void note(Checkpoint progress) {
        writer.writeUnhurried(progress::write, progress.then());
    }

    /** The status of a sink that nothing is known of but what waits. */
    static SinkStatus idle(String name, boolean active, long waiting, long retrying, Optional<String> gone) {
        return new SinkStatus(
                name,
                active,
                0,
                0,
                waiting,
                retrying,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                gone,
                0);
    }
}
