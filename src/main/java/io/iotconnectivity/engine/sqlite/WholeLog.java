package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.AssignedPartition;
import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.delivery.EventSlice;
import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.delivery.PendingRow;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Repetition;
import io.iotconnectivity.delivery.SinkProgress;
import io.iotconnectivity.delivery.SinkState;
import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.presence.Outage;
import io.iotconnectivity.signal.ClientId;
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

/** The only partition of the log, for one sink: the log itself, and the sink's rows in the tables. */
final class WholeLog implements AssignedPartition {
    private final String sink;
    private final Writer writer;
    private final Readers readers;
    private final EventLog log;
    private final CloudEvents codec;
    private final DeviceIndex devices;
    private final PresenceCodec presences;
    private final DamageReports damage;
    private final CrashPoint.Watch watch;

    WholeLog(
            String sink,
            Writer writer,
            Readers readers,
            EventLog log,
            CloudEvents codec,
            DeviceIndex devices,
            PresenceCodec presences,
            DamageReports damage,
            CrashPoint.Watch watch) {
        this.sink = sink;
        this.writer = writer;
        this.readers = readers;
        this.log = log;
        this.codec = codec;
        this.devices = devices;
        this.presences = presences;
        this.damage = damage;
        this.watch = watch;
    }

    @Override
    public SinkProgress progress() {
        return readers.read(this::progress);
    }

    private SinkProgress progress(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT cursor, reach, gone FROM sink WHERE name = ?")) {
            select.setString(1, sink);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new SinkProgress(
                        row.getLong(1), Math.min(row.getLong(2), log.last()), Optional.ofNullable(row.getString(3)));
            }
        }
    }

    @Override
    public SinkState load() {
        return readers.read(connection ->
                new SinkState(progress(connection), pending(connection), tickets(connection), repetitions(connection)));
    }

    private List<PendingRow> pending(Connection connection) throws SQLException {
        List<PendingRow> found = new ArrayList<>();
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.EVENTS);
                PreparedStatement select = connection.prepareStatement(
                        "SELECT seq, attempts, due, coalesce(error, ''), maybe FROM delivery WHERE sink = ? ORDER BY seq")) {
            select.setString(1, sink);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long seq = row.getLong(1);
                    Optional<EventBlock.Entry> entry = blocks.entry(seq);
                    if (entry.isPresent()) {
                        Optional<Logged> logged = log.logged(entry.get(), blocks);
                        if (logged.isPresent()) {
                            found.add(new PendingRow(
                                    logged.get(),
                                    row.getInt(2),
                                    Instant.ofEpochMilli(row.getLong(3)),
                                    row.getString(4),
                                    row.getBoolean(5)));
                        } else {
                            damage.event(seq);
                        }
                    }
                }
            }
        }
        return found;
    }

    private Map<String, Receipt> tickets(Connection connection) throws SQLException {
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

    private Map<String, Repetition> repetitions(Connection connection) throws SQLException {
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
    public EventSlice eventsAfter(long position, int limit) {
        List<Logged> events = log.after(position, limit);
        return new EventSlice(
                events,
                events.isEmpty() ? position : events.get(events.size() - 1).seq());
    }

    @Override
    public long waitingAfter(long position) {
        return Math.max(0, log.last() - position);
    }

    /** No other process uses the file. */
    @Override
    public boolean isHeld() {
        return true;
    }

    /**
     * Checks an incident's stored row, since that is written together with the event that ends the incident. The
     * in-memory state of a device is just as current, since it is updated before the log shows the event. A test has
     * neither.
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
        ClientId client = new ClientId(clientId);
        return Optional.ofNullable(devices.get(client))
                .flatMap(held -> presences.read(client, held.presence()).outage())
                .map(Outage::incidentId);
    }

    @Override
    public void save(Checkpoint checkpoint, Runnable then) {
        writer.writeUnhurried(new SaveCheckpoint(sink, checkpoint, codec)::write, () -> {
            watch.passed(CrashPoint.AFTER_CURSOR);
            then.run();
        });
    }

    @Override
    public void disable(String why) {
        writer.write(batch -> batch.tables().sinks().disable(sink, why));
    }
}
