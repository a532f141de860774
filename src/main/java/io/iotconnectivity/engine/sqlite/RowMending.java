package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.incident.Decision;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Looks again at rows that a reader could not read, on the writer's thread. What cannot be read here either is set aside, so that
 * nobody stumbles over it again; a row that is well by now is left alone.
 */
final class RowMending {
    private final Connection connection;
    private final Tables tables;
    private final CloudEvents events;

    RowMending(Connection connection, Tables tables, CloudEvents events) {
        this.connection = connection;
        this.tables = tables;
        this.events = events;
    }

    /** An incident is told by its latest event as it is by its row, so the one is restored from the other. */
    void incident(String incidentId) throws SQLException {
        row(
                "SELECT i.body, i.last_event, e.body FROM incident i LEFT JOIN event e ON e.seq = i.last_event"
                        + " WHERE i.incident_id = ?",
                row -> {
                    byte[] body = row.getBytes(1);
                    try {
                        tables.cases().incident(incidentId, body);
                    } catch (RuntimeException e) {
                        tables.setAside(DamagedRow.of("incident", incidentId, body, e));
                        restore(incidentId, row.getLong(2), row.getBytes(3));
                    }
                },
                incidentId);
    }

    private void restore(String incidentId, long lastEvent, byte[] event) throws SQLException {
        Optional<IncidentData> told =
                told(event).filter(data -> data.incidentId().equals(incidentId));
        if (told.isPresent()) {
            tables.incidents().save(told.get(), tables.cases().incidents.write(told.get()), lastEvent);
        } else {
            change("DELETE FROM incident WHERE incident_id = ?", incidentId);
        }
    }

    private Optional<IncidentData> told(byte[] event) {
        try {
            return event == null ? Optional.empty() : events.read(event).incident();
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Its row stays, without a body, since the events of a device are a chain. */
    void event(long seq) throws SQLException {
        row(
                "SELECT body, event_id, client_id FROM event WHERE seq = ?",
                row -> {
                    byte[] body = row.getBytes(1);
                    if (!EventLog.isSetAside(body)) {
                        try {
                            events.read(body);
                            return;
                        } catch (RuntimeException e) {
                            tables.setAside(DamagedRow.of(
                                    "event",
                                    Long.toString(seq),
                                    Optional.ofNullable(row.getString(3)),
                                    Optional.ofNullable(row.getString(2)),
                                    body,
                                    e));
                            change("UPDATE event SET body = x'' WHERE seq = ?", seq);
                        }
                    }
                    change("DELETE FROM delivery WHERE seq = ?", seq);
                },
                seq);
    }

    void repetition(String sink, String ticket) throws SQLException {
        row(
                "SELECT body FROM repetition WHERE sink = ? AND incident_id = ?",
                row -> {
                    byte[] body = row.getBytes(1);
                    try {
                        events.read(body);
                    } catch (RuntimeException e) {
                        tables.setAside(DamagedRow.of("repetition", sink + " " + ticket, body, e));
                        tables.sinks().repeatNoMore(sink, ticket);
                    }
                },
                sink,
                ticket);
    }

    void decision(long id) throws SQLException {
        row(
                "SELECT what, text FROM decision WHERE id = ?",
                row -> {
                    try {
                        Decision.What.valueOf(row.getString(1));
                    } catch (RuntimeException e) {
                        tables.setAside(DamagedRow.of(
                                "decision", Long.toString(id), bytes(row.getString(1), row.getString(2)), e));
                        change("DELETE FROM decision WHERE id = ?", id);
                    }
                },
                id);
    }

    void sent(long id) throws SQLException {
        row(
                "SELECT sink, event_id, type, result, answer FROM sent WHERE id = ?",
                row -> {
                    try {
                        EventType.ofFullName(row.getString(3));
                        Sent.Result.valueOf(row.getString(4));
                    } catch (RuntimeException e) {
                        byte[] text = bytes(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5));
                        tables.setAside(DamagedRow.of("sent", Long.toString(id), text, e));
                        change("DELETE FROM sent WHERE id = ?", id);
                    }
                },
                id);
    }

    private static byte[] bytes(String... columns) {
        return String.join(" | ", columns).getBytes(StandardCharsets.UTF_8);
    }

    private interface Look {
        void at(ResultSet row) throws SQLException;
    }

    /** If there is such a row. */
    private void row(String sql, Look look, Object... key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            bind(select, key);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    look.at(row);
                }
            }
        }
    }

    private void change(String sql, Object... key) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(sql)) {
            bind(change, key);
            change.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
