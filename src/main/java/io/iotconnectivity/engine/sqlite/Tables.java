package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.health.UnreadableBound;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
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
    /** What becomes of the row of a device that has one. */
    private static final String NEWER = " ON CONFLICT (client_id) DO UPDATE SET state = excluded.state,"
            + " since = excluded.since, deadline = excluded.deadline, sequence = excluded.sequence,"
            + " updated_at = excluded.updated_at, last_event = excluded.last_event, presence = excluded.presence,"
            + " asking = excluded.asking, keep_alive = excluded.keep_alive, reason = excluded.reason,"
            + " group_name = excluded.group_name";

    private final Connection connection;
    private final PresenceCodec codec;
    private final CaseCodec cases;
    private final IncidentTables incidents;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement remember;
    private final PreparedStatement loadDevice;
    private final PreparedStatement saveDevice;
    private final PreparedStatement saveDeviceAndCase;
    private final PreparedStatement saveCase;
    private final PreparedStatement dropCaseDeadline;
    private final PreparedStatement dueCases;
    private final PreparedStatement dropDeadline;
    private final PreparedStatement dueDevices;
    private final PreparedStatement firstDeadline;
    private final PreparedStatement append;
    private final PreparedStatement traceOf;
    private final PreparedStatement bury;
    private final SinkTables sinks;
    private final UnreadableBound bound = new UnreadableBound();
    private final UnreadableRows unreadable;
    private final WriteCounts counts = new WriteCounts();
    private final List<DamagedRow> damaged = new ArrayList<>();

    Tables(Connection connection, PresenceCodec codec, CaseCodec cases) throws SQLException {
        this.connection = connection;
        this.codec = codec;
        this.cases = cases;
        incidents = new IncidentTables(connection, codec, cases, counts, this::setAside);
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        remember = connection.prepareStatement("INSERT OR IGNORE INTO inbox (key, received) VALUES (?, ?)");
        loadDevice = connection.prepareStatement(
                "SELECT presence, last_event, incident_case, client_id, sequence, updated_at FROM device"
                        + " WHERE client_id = ?");
        saveDevice = connection.prepareStatement(
                "INSERT INTO device (client_id, state, since, deadline, sequence, updated_at, last_event, presence, asking,"
                        + " keep_alive, reason, group_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" + NEWER);
        dropDeadline = connection.prepareStatement("UPDATE device SET deadline = NULL WHERE client_id = ?");
        saveDeviceAndCase = connection.prepareStatement(
                "INSERT INTO device (client_id, state, since, deadline, sequence, updated_at, last_event, presence, asking,"
                        + " keep_alive, reason, group_name, incident_case, case_deadline, storm)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + NEWER + ", incident_case = excluded.incident_case,"
                        + " case_deadline = excluded.case_deadline, storm = excluded.storm");
        saveCase = connection.prepareStatement(
                "UPDATE device SET incident_case = ?, case_deadline = ?, storm = ? WHERE client_id = ?");
        dropCaseDeadline = connection.prepareStatement("UPDATE device SET case_deadline = NULL WHERE client_id = ?");
        dueDevices = connection.prepareStatement("SELECT presence, last_event, incident_case, client_id, sequence,"
                + " updated_at FROM device WHERE deadline <= ? ORDER BY deadline LIMIT ?");
        dueCases = connection.prepareStatement("SELECT presence, last_event, incident_case, client_id, sequence,"
                + " updated_at FROM device WHERE case_deadline <= ? ORDER BY case_deadline LIMIT ?");
        firstDeadline = connection.prepareStatement("SELECT min(first) FROM ("
                + "SELECT min(deadline) AS first FROM device WHERE deadline IS NOT NULL UNION ALL "
                + "SELECT min(case_deadline) FROM device WHERE case_deadline IS NOT NULL UNION ALL "
                + "SELECT min(deadline) FROM incident_group WHERE deadline IS NOT NULL)");
        append = connection.prepareStatement("INSERT INTO event (seq, event_id, client_id, type, time, previous, body,"
                + " trace) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        traceOf = connection.prepareStatement("SELECT trace FROM event WHERE seq = ?");
        sinks = new SinkTables(connection);
        unreadable = new UnreadableRows(connection, counts);
        bury = connection.prepareStatement(
                "INSERT INTO dead_letter (direction, origin, reason, topic, client_id, event_id, payload,"
                        + " original_size, attempts, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    void begin() throws SQLException {
        counts.clear();
        damaged.clear();
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
     * @param incidentCase what is held about incidents, as JSON; null if nothing is
     * @param isDamaged whether it could not be read, so that the device starts anew and its row has to be written
     */
    record Device(Presence presence, long lastEvent, byte[] incidentCase, boolean isDamaged) {}

    Optional<Device> device(ClientId client) throws SQLException {
        loadDevice.setString(1, client.value());
        try (ResultSet row = loadDevice.executeQuery()) {
            return row.next() ? Optional.of(device(client, row)) : Optional.empty();
        }
    }

    private Device device(ClientId client, ResultSet row) throws SQLException {
        byte[] stored = row.getBytes(1);
        try {
            return new Device(codec.read(client, stored), row.getLong(2), row.getBytes(3), false);
        } catch (RuntimeException e) {
            setAside(DamagedRow.ofDevice(client, stored, e));
            Presence anew = PresenceCodec.anew(client, row.getLong(5), Instant.ofEpochMilli(row.getLong(6)));
            return new Device(anew, row.getLong(2), row.getBytes(3), true);
        }
    }

    /** Has a row that cannot be read kept as a dead letter when the batch is {@linkplain #keepDamaged saved}. */
    void setAside(DamagedRow row) {
        damaged.add(row);
    }

    /** Writes the dead letters of the rows that could not be read. */
    void keepDamaged(Instant now) throws SQLException {
        for (DamagedRow row : damaged) {
            bury(
                    "in",
                    DamagedRow.ORIGIN,
                    row.reason(),
                    null,
                    row.client().orElse(null),
                    row.eventId().orElse(null),
                    row.body(),
                    row.size(),
                    0,
                    now);
            counts.setAside(row);
        }
        damaged.clear();
    }

    RowMending mending(CloudEvents events) {
        return new RowMending(connection, this, events);
    }

    /** Leaves the device's case as it is. */
    void save(Presence presence, Optional<String> group, long lastEvent) throws SQLException {
        set(saveDevice, presence, group, lastEvent);
        saveDevice.executeUpdate();
    }

    /**
     * @param json the case as JSON; null if nothing is held
     */
    void save(Presence presence, Optional<String> group, long lastEvent, DeviceCase held, byte[] json)
            throws SQLException {
        set(saveDeviceAndCase, presence, group, lastEvent);
        set(saveDeviceAndCase, 13, held, json);
        saveDeviceAndCase.executeUpdate();
    }

    /** Leaves all else of the device as it is. */
    void saveCase(DeviceCase held, byte[] json) throws SQLException {
        set(saveCase, 1, held, json);
        saveCase.setString(4, held.client().value());
        saveCase.executeUpdate();
    }

    private void set(PreparedStatement statement, Presence presence, Optional<String> group, long lastEvent)
            throws SQLException {
        statement.setString(1, presence.client().value());
        statement.setString(2, presence.state().name());
        set(statement, 3, presence.since().map(Instant::toEpochMilli));
        set(statement, 4, presence.deadline().map(Tables::roundedUp));
        statement.setLong(5, presence.sequence());
        statement.setLong(6, presence.updatedAt().toEpochMilli());
        statement.setLong(7, lastEvent);
        statement.setBytes(8, codec.write(presence));
        statement.setInt(9, presence.unanswered().isEmpty() ? 0 : 1);
        set(statement, 10, presence.findings().keepAlive().map(Duration::toSeconds));
        statement.setString(11, presence.reason().map(Reason::name).orElse(null));
        statement.setString(12, group.orElse(null));
    }

    private static void set(PreparedStatement statement, int first, DeviceCase held, byte[] json) throws SQLException {
        statement.setBytes(first, json);
        set(statement, first + 1, held.deadline().map(Tables::roundedUp));
        statement.setString(first + 2, held.storm().orElse(null));
    }

    void dropDeadline(ClientId client) throws SQLException {
        dropDeadline.setString(1, client.value());
        dropDeadline.executeUpdate();
    }

    void dropCaseDeadline(ClientId client) throws SQLException {
        dropCaseDeadline.setString(1, client.value());
        dropCaseDeadline.executeUpdate();
    }

    /** Devices whose deadline has come, longest ago first. */
    List<Device> due(Instant now, int limit) throws SQLException {
        return due(dueDevices, now, limit);
    }

    /** Devices whose case has a deadline that has come, longest ago first. */
    List<Device> dueCases(Instant now, int limit) throws SQLException {
        return due(dueCases, now, limit);
    }

    private List<Device> due(PreparedStatement select, Instant now, int limit) throws SQLException {
        select.setLong(1, now.toEpochMilli());
        select.setInt(2, limit);
        List<Device> due = new ArrayList<>();
        List<String> stray = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Optional<ClientId> client = clientId(row.getString(4));
                if (client.isPresent()) {
                    due.add(device(client.get(), row));
                } else {
                    stray.add(row.getString(4));
                }
            }
        }
        for (String clientId : stray) {
            removeStray(clientId);
        }
        return due;
    }

    /** Empty if no device can have this id. */
    static Optional<ClientId> clientId(String stored) {
        try {
            return Optional.of(new ClientId(stored));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The verdict that is written down; empty if that is none. */
    static Optional<Verdict> verdict(String stored) {
        try {
            return Optional.of(Verdict.valueOf(stored));
        } catch (IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }

    /** A device whose id can be none: no signal is ever about it. */
    void removeStray(String clientId) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM device WHERE client_id = ? RETURNING presence")) {
            delete.setString(1, clientId);
            try (ResultSet row = delete.executeQuery()) {
                if (row.next()) {
                    RuntimeException why = new IllegalArgumentException("no device can have this client id");
                    setAside(DamagedRow.of("device", clientId, row.getBytes(1), why));
                }
            }
        }
    }

    /** The next deadline of any device, case or group, in milliseconds since 1970. */
    OptionalLong firstDeadline() throws SQLException {
        try (ResultSet row = firstDeadline.executeQuery()) {
            row.next();
            long deadline = row.getLong(1);
            return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(deadline);
        }
    }

    void append(long seq, Event event, long previous, byte[] body, Optional<String> trace) throws SQLException {
        append.setLong(1, seq);
        append.setString(2, event.id());
        append.setString(3, event.subject());
        append.setString(4, event.type().shortName());
        append.setLong(5, event.time().toEpochMilli());
        append.setLong(6, previous);
        append.setBytes(7, body);
        append.setString(8, trace.orElse(null));
        append.executeUpdate();
    }

    /** The trace that an event belongs to. */
    Optional<String> traceOf(long seq) throws SQLException {
        traceOf.setLong(1, seq);
        try (ResultSet row = traceOf.executeQuery()) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
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

    /** An event, or a deadline, that the rules about incidents could not cope with. */
    void buryUndecided(Optional<String> clientId, Optional<String> eventId, byte[] payload, String reason, Instant now)
            throws SQLException {
        bury(
                "in",
                "incidents",
                reason,
                null,
                clientId.orElse(null),
                eventId.orElse(null),
                payload,
                payload.length,
                0,
                now);
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
        counts.buried(direction.equals("out"));
        bound.keep(unreadable);
    }

    /** Has dead letters of input take no more than they may. */
    void keepBound() throws SQLException {
        bound.keep(unreadable);
    }

    /** What the transaction under way, or else the last one, has written. */
    WriteCounts counts() {
        return counts;
    }

    IncidentTables incidents() {
        return incidents;
    }

    CaseCodec cases() {
        return cases;
    }

    Connection connection() {
        return connection;
    }

    static void set(PreparedStatement statement, int index, Optional<Long> value) throws SQLException {
        if (value.isPresent()) {
            statement.setLong(index, value.get());
        } else {
            statement.setNull(index, Types.INTEGER);
        }
    }

    /** Up to the next millisecond, so that no deadline is held to have come before it has. */
    static long roundedUp(Instant moment) {
        return moment.plusNanos(999_999).toEpochMilli();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
