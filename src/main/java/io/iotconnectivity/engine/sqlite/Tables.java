package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.health.UnreadableBound;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.ClientId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Every write, and every read that the writer itself needs: prepared statements on its one connection. */
final class Tables implements AutoCloseable {
    private final Connection connection;
    private final CaseCodec cases;
    private final DeviceTable devices;
    private final IncidentTables incidents;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final Inbox inbox;
    private final PreparedStatement firstGroupDeadline;
    private final EventTable events;
    private final DecisionTable decisions;
    private final PreparedStatement bury;
    private final SinkTables sinks;
    private final UnreadableBound bound = new UnreadableBound();
    private final UnreadableRows unreadable;
    private final WriteCounts counts = new WriteCounts();
    private final List<DamagedRow> damaged = new ArrayList<>();

    Tables(Connection connection, CaseCodec cases) throws SQLException {
        this.connection = connection;
        this.cases = cases;
        devices = new DeviceTable(connection, this::setAside);
        incidents = new IncidentTables(connection, cases, this::setAside);
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        inbox = new Inbox(connection);
        firstGroupDeadline =
                connection.prepareStatement("SELECT min(deadline) FROM incident_group WHERE deadline IS NOT NULL");
        events = new EventTable(connection, BlockLog.EVENTS);
        decisions = new DecisionTable(connection);
        sinks = new SinkTables(connection);
        unreadable = new UnreadableRows(connection, counts);
        bury = connection.prepareStatement(
                "INSERT INTO dead_letter (direction, origin, reason, topic, client_id, event_id, payload,"
                        + " original_size, attempts, at, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    void begin() throws SQLException {
        counts.clear();
        damaged.clear();
        begin.execute();
    }

    void commit() throws SQLException {
        commit.execute();
    }

    /** The signals that have been taken in. */
    Inbox inbox() {
        return inbox;
    }

    /** Keeps a row that cannot be read as a dead letter when the batch is {@linkplain #keepDamaged saved}. */
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

    RowMending mending(CloudEvents json, EventCodec codec) {
        return new RowMending(connection, this, json, codec);
    }

    /** The earliest deadline of any group, in milliseconds since 1970. */
    OptionalLong firstGroupDeadline() throws SQLException {
        try (ResultSet row = firstGroupDeadline.executeQuery()) {
            row.next();
            long deadline = row.getLong(1);
            return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(deadline);
        }
    }

    /** The log. */
    EventTable events() {
        return events;
    }

    /** Why incidents were, or were not, opened. */
    DecisionTable decisions() {
        return decisions;
    }

    /** The tables of the sinks. */
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

    /** Keeps a signal that the rules failed on as a dead letter. */
    void buryUnprocessed(String kind, ClientId client, String signal, String reason, Instant now) throws SQLException {
        byte[] text = signal.getBytes(StandardCharsets.UTF_8);
        bury("in", kind, reason, null, client.value(), null, text, text.length, 0, now);
    }

    /** Keeps an event or a deadline that the incident rules failed on as a dead letter. */
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

    /**
     * Keeps a dead letter.
     *
     * @param id greater than all before it
     */
    void bury(long id, Letter letter) throws SQLException {
        bury(
                id,
                letter.outbound() ? "out" : "in",
                letter.origin(),
                letter.reason(),
                letter.topic().orElse(null),
                letter.subject().orElse(null),
                letter.eventId().orElse(null),
                letter.payload(),
                letter.originalSize(),
                letter.attempts(),
                letter.at());
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
        bury(null, direction, origin, reason, topic, clientId, eventId, payload, originalSize, attempts, at);
    }

    /**
     * @param id null for the next one
     */
    private void bury(
            Long id,
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
        bury.setObject(11, id);
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

    /** Drops dead letters of input that exceed their limit. */
    void keepBound() throws SQLException {
        bound.keep(unreadable);
    }

    /** What the current transaction, or else the last one, has written. */
    WriteCounts counts() {
        return counts;
    }

    DeviceTable devices() {
        return devices;
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

    /** Rounds up to the next millisecond, so that no deadline counts as passed too early. */
    static long roundedUp(Instant moment) {
        return moment.plusNanos(999_999).toEpochMilli();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
