package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Every write, and what the writer itself has to read: prepared statements on its one connection. */
final class Tables implements AutoCloseable {
    private final Connection connection;
    private final PresenceCodec codec;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement remember;
    private final PreparedStatement loadDevice;
    private final PreparedStatement saveDevice;
    private final PreparedStatement dropDeadline;
    private final PreparedStatement dueDevices;
    private final PreparedStatement firstDeadline;
    private final PreparedStatement append;
    private final PreparedStatement bury;
    private final SinkTables sinks;

    Tables(Connection connection, PresenceCodec codec) throws SQLException {
        this.connection = connection;
        this.codec = codec;
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        remember = connection.prepareStatement("INSERT OR IGNORE INTO inbox (key, received) VALUES (?, ?)");
        loadDevice = connection.prepareStatement("SELECT presence, last_event FROM device WHERE client_id = ?");
        saveDevice = connection.prepareStatement(
                "INSERT INTO device (client_id, state, since, deadline, sequence, updated_at, last_event,"
                        + " presence, asking, keep_alive)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (client_id) DO UPDATE SET state = excluded.state,"
                        + " since = excluded.since, deadline = excluded.deadline, sequence = excluded.sequence,"
                        + " updated_at = excluded.updated_at, last_event = excluded.last_event, presence = excluded.presence,"
                        + " asking = excluded.asking, keep_alive = excluded.keep_alive");
        dropDeadline = connection.prepareStatement("UPDATE device SET deadline = NULL WHERE client_id = ?");
        dueDevices = connection.prepareStatement(
                "SELECT presence, last_event FROM device WHERE deadline <= ? ORDER BY deadline LIMIT ?");
        firstDeadline = connection.prepareStatement("SELECT min(deadline) FROM device WHERE deadline IS NOT NULL");
        append = connection.prepareStatement("INSERT INTO event (seq, event_id, client_id, type, time, previous, body)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
        sinks = new SinkTables(connection);
        bury = connection.prepareStatement(
                "INSERT INTO dead_letter (direction, origin, reason, topic, client_id, event_id, payload,"
                        + " original_size, attempts, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    void begin() throws SQLException {
        begin.execute();
    }

    void commit() throws SQLException {
        commit.execute();
    }

    /** Notes that a signal has been taken in; {@code false} if it had been before. */
    boolean remember(InboxKey key, Instant now) throws SQLException {
        remember.setBytes(1, key.bytes());
        remember.setLong(2, now.toEpochMilli());
        return remember.executeUpdate() == 1;
    }

    /**
     * A row of {@code device}.
     *
     * @param lastEvent the number of the device's latest event; 0 if it has none
     */
    record Device(Presence presence, long lastEvent) {}

    Optional<Device> device(ClientId client) throws SQLException {
        loadDevice.setString(1, client.value());
        try (ResultSet row = loadDevice.executeQuery()) {
            return row.next() ? Optional.of(new Device(codec.read(row.getBytes(1)), row.getLong(2))) : Optional.empty();
        }
    }

    void save(Presence presence, long lastEvent) throws SQLException {
        saveDevice.setString(1, presence.client().value());
        saveDevice.setString(2, presence.state().name());
        set(saveDevice, 3, presence.since().map(Instant::toEpochMilli));
        set(saveDevice, 4, presence.deadline().map(Tables::roundedUp));
        saveDevice.setLong(5, presence.sequence());
        saveDevice.setLong(6, presence.updatedAt().toEpochMilli());
        saveDevice.setLong(7, lastEvent);
        saveDevice.setBytes(8, codec.write(presence));
        saveDevice.setInt(9, presence.unanswered().isEmpty() ? 0 : 1);
        set(saveDevice, 10, presence.findings().keepAlive().map(Duration::toSeconds));
        saveDevice.executeUpdate();
    }

    void dropDeadline(ClientId client) throws SQLException {
        dropDeadline.setString(1, client.value());
        dropDeadline.executeUpdate();
    }

    /** Devices whose deadline has come, longest ago first. */
    List<Device> due(Instant now, int limit) throws SQLException {
        dueDevices.setLong(1, now.toEpochMilli());
        dueDevices.setInt(2, limit);
        List<Device> due = new ArrayList<>();
        try (ResultSet row = dueDevices.executeQuery()) {
            while (row.next()) {
                due.add(new Device(codec.read(row.getBytes(1)), row.getLong(2)));
            }
        }
        return due;
    }

    /** The next deadline of any device, in milliseconds since 1970. */
    OptionalLong firstDeadline() throws SQLException {
        try (ResultSet row = firstDeadline.executeQuery()) {
            row.next();
            long deadline = row.getLong(1);
            return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(deadline);
        }
    }

    void append(long seq, Event event, long previous, byte[] body) throws SQLException {
        append.setLong(1, seq);
        append.setString(2, event.id());
        append.setString(3, event.subject());
        append.setString(4, event.type().shortName());
        append.setLong(5, event.time().toEpochMilli());
        append.setLong(6, previous);
        append.setBytes(7, body);
        append.executeUpdate();
    }

    /** The last number that an event has had, as far as anything still remembers it. */
    long lastSeq() throws SQLException {
        try (PreparedStatement last =
                        connection.prepareStatement("SELECT max((SELECT coalesce(max(seq), 0) FROM event),"
                                + " (SELECT coalesce(max(cursor), 0) FROM sink))");
                ResultSet row = last.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** What is written of the sinks. */
    SinkTables sinks() {
        return sinks;
    }

    void buryUndelivered(String sink, Event event, byte[] body, int attempts, String reason, Instant now)
            throws SQLException {
        bury("out", sink, reason, null, event.subject(), event.id(), body, body.length, attempts, now);
    }

    void buryUnreadable(Unreadable message) throws SQLException {
        bury(
                "in",
                message.source(),
                message.reason(),
                message.topic(),
                null,
                null,
                message.payload(),
                message.originalSize(),
                0,
                message.arrived());
    }

    /** A signal that the rules could not cope with. */
    void buryUnprocessed(String kind, ClientId client, String signal, String reason, Instant now) throws SQLException {
        byte[] text = signal.getBytes(StandardCharsets.UTF_8);
        bury("in", kind, reason, null, client.value(), null, text, text.length, 0, now);
    }

    private void bury(
            String direction,
            String origin,
            String reason,
            String topic,
            String clientId,
            String eventId,
            byte[] payload,
            int originalSize,
            int attempts,
            Instant at)
            throws SQLException {
        bury.setString(1, direction);
        bury.setString(2, origin);
        bury.setString(3, reason);
        bury.setString(4, topic);
        bury.setString(5, clientId);
        bury.setString(6, eventId);
        bury.setBytes(7, payload);
        bury.setInt(8, originalSize);
        bury.setInt(9, attempts);
        bury.setLong(10, at.toEpochMilli());
        bury.executeUpdate();
    }

    Connection connection() {
        return connection;
    }

    private static void set(PreparedStatement statement, int index, Optional<Long> value) throws SQLException {
        if (value.isPresent()) {
            statement.setLong(index, value.get());
        } else {
            statement.setNull(index, Types.INTEGER);
        }
    }

    /** Up to the next millisecond, so that no deadline is held to have come before it has. */
    private static long roundedUp(Instant moment) {
        return moment.plusNanos(999_999).toEpochMilli();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
