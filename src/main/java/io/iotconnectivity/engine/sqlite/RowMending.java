package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.engine.codec.DecisionCodec;
import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Checks again, on the writer thread, rows that a reader could not read. What cannot be read here either is set
 * aside, so that no reader trips over it again; a row that can be read is left alone.
 */
final class RowMending {
    private static final DecisionCodec DECISIONS = new DecisionCodec();

    private final Connection connection;
    private final Tables tables;
    private final CloudEvents json;
    private final EventCodec codec;

    RowMending(Connection connection, Tables tables, CloudEvents json, EventCodec codec) {
        this.connection = connection;
        this.tables = tables;
        this.json = json;
        this.codec = codec;
    }

    /** An incident's row and its latest event hold the same, so the row is restored from the event. */
    void incident(String incidentId) throws SQLException {
        row(
                "SELECT body, last_event FROM incident WHERE incident_id = ?",
                row -> {
                    byte[] body = row.getBytes(1);
                    try {
                        tables.cases().incident(incidentId, body);
                    } catch (RuntimeException e) {
                        tables.setAside(DamagedRow.of("incident", incidentId, body, e));
                        restore(incidentId, row.getLong(2));
                    }
                },
                incidentId);
    }

    private void restore(String incidentId, long lastEvent) throws SQLException {
        Optional<IncidentData> told =
                told(lastEvent).filter(data -> data.incidentId().equals(incidentId));
        if (told.isPresent()) {
            tables.incidents().save(told.get(), tables.cases().write(told.get()), lastEvent);
        } else {
            change("DELETE FROM incident WHERE incident_id = ?", incidentId);
        }
    }

    private Optional<IncidentData> told(long seq) throws SQLException {
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.EVENTS)) {
            return blocks.entry(seq)
                    .filter(EventBlock.Entry::isWhole)
                    .flatMap(this::asItSays)
                    .flatMap(Event::incident);
        }
    }

    /** A damaged event stays in its block, since the events of a device form a chain. */
    void event(long seq) throws SQLException {
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.EVENTS)) {
            Optional<EventBlock.Entry> entry = blocks.entry(seq);
            if (entry.isEmpty()) {
                return;
            }
            if (!blocks.isSetAside(entry.get())) {
                try {
                    EventLog.event(entry.get(), codec);
                    return;
                } catch (RuntimeException e) {
                    setAside(entry.get(), e);
                }
            }
            change("DELETE FROM delivery WHERE seq = ?", seq);
        }
    }

    private void setAside(EventBlock.Entry entry, RuntimeException why) throws SQLException {
        Optional<Event> asItSays = asItSays(entry);
        tables.setAside(DamagedRow.of(
                "event",
                Long.toString(entry.seq()),
                asItSays.map(Event::subject),
                asItSays.map(Event::id),
                entry.event(),
                why));
        tables.events().setAside(entry.seq());
    }

    /** A damaged event may not tell the truth, but people may find in it what was lost. */
    private Optional<Event> asItSays(EventBlock.Entry entry) {
        try {
            return Optional.of(codec.read(entry.event()));
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    void repetition(String sink, String ticket) throws SQLException {
        row(
                "SELECT body FROM repetition WHERE sink = ? AND incident_id = ?",
                row -> {
                    byte[] body = row.getBytes(1);
                    try {
                        json.read(body);
                    } catch (RuntimeException e) {
                        tables.setAside(DamagedRow.of("repetition", sink + " " + ticket, body, e));
                        tables.sinks().repeatNoMore(sink, ticket);
                    }
                },
                sink,
                ticket);
    }

    /** A damaged decision stays in its block, since the decisions about a device form a chain. */
    void decision(long id) throws SQLException {
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.DECISIONS)) {
            Optional<EventBlock.Entry> entry = blocks.entry(id);
            if (entry.isEmpty() || blocks.isSetAside(entry.get())) {
                return;
            }
            try {
                DecisionChain.decision(entry.get(), DECISIONS);
            } catch (RuntimeException e) {
                tables.setAside(DamagedRow.of(
                        "decision",
                        Long.toString(id),
                        client(entry.get()),
                        Optional.empty(),
                        entry.get().event(),
                        e));
                tables.decisions().setAside(id);
            }
        }
    }

    private static Optional<String> client(EventBlock.Entry entry) {
        try {
            return Optional.of(DECISIONS.read(entry.event()).client().value());
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
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

    /** Runs the check if there is such a row. */
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
