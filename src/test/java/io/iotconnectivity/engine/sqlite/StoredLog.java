package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.DecisionCodec;
import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Decision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** The log as it stands in a file, for tests that look behind the engine's back, or change it there. */
final class StoredLog {
    private static final EventCodec CODEC = new EventCodec();
    private static final DecisionCodec DECISIONS = new DecisionCodec();
    private static final CloudEvents JSON = new CloudEvents("iot-connectivity/test");

    private StoredLog() {}

    record Row(EventBlock.Entry entry, Event event) {}

    /** All of it, in order. */
    static List<Row> rows(Connection connection) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.EVENTS)) {
            for (EventBlock.Entry entry : blocks.after(0, Integer.MAX_VALUE)) {
                rows.add(new Row(entry, EventLog.event(entry, CODEC)));
            }
        }
        return rows;
    }

    /** Has a bit of each of these events change. */
    static void spoil(Connection connection, Predicate<Event> which) throws SQLException {
        for (Row row : rows(connection)) {
            if (which.test(row.event())) {
                spoil(connection, BlockLog.EVENTS, row.entry(), CODEC::read);
            }
        }
    }

    /** Has a bit of each of these decisions change. */
    static void spoilDecisions(Connection connection, Predicate<Decision> which) throws SQLException {
        List<EventBlock.Entry> entries;
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.DECISIONS)) {
            entries = blocks.after(0, Integer.MAX_VALUE);
        }
        for (EventBlock.Entry entry : entries) {
            if (which.test(DECISIONS.read(entry.event()))) {
                spoil(connection, BlockLog.DECISIONS, entry, DECISIONS::read);
            }
        }
    }

    private static void spoil(
            Connection connection, BlockLog log, EventBlock.Entry entry, Function<byte[], Object> reading)
            throws SQLException {
        byte[] spoilt = spoilt(entry.event(), reading);
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT body FROM " + log.blocks() + " WHERE ? BETWEEN first_seq AND last_seq");
                PreparedStatement replace = connection.prepareStatement(
                        "UPDATE " + log.blocks() + " SET body = ? WHERE ? BETWEEN first_seq AND last_seq")) {
            select.setLong(1, entry.seq());
            byte[] body;
            try (ResultSet row = select.executeQuery()) {
                row.next();
                body = row.getBytes(1);
            }
            int at = 0;
            while (!Arrays.equals(body, at, at + spoilt.length, entry.event(), 0, spoilt.length)) {
                at++;
            }
            System.arraycopy(spoilt, 0, body, at, spoilt.length);
            replace.setBytes(1, body);
            replace.setLong(2, entry.seq());
            replace.executeUpdate();
        }
    }

    /** Such that only the checksum shows it. */
    private static byte[] spoilt(byte[] event, Function<byte[], Object> reading) {
        for (int at = event.length - 1; at >= 0; at--) {
            byte[] spoilt = event.clone();
            spoilt[at] ^= 1;
            try {
                reading.apply(spoilt);
                return spoilt;
            } catch (RuntimeException unreadable) {
                // Another byte.
            }
        }
        throw new IllegalStateException("each changed bit shows");
    }

    /** As version 7 kept it, in the order of its columns. */
    static void backToRows(Connection connection) throws SQLException {
        List<Row> rows = rows(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE event (seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL, client_id TEXT NOT NULL,"
                            + " type TEXT NOT NULL, time INTEGER NOT NULL, previous INTEGER NOT NULL, body BLOB NOT NULL,"
                            + " addressee TEXT, trace TEXT)");
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (Row row : rows) {
                    insert.setLong(1, row.entry().seq());
                    insert.setString(2, row.event().id());
                    insert.setString(3, row.event().subject());
                    insert.setString(4, row.event().type().shortName());
                    insert.setLong(5, row.event().time().toEpochMilli());
                    insert.setLong(6, row.entry().previous());
                    insert.setBytes(7, JSON.write(row.event()));
                    insert.setString(8, row.entry().addressee().orElse(null));
                    insert.setString(9, row.entry().trace().orElse(null));
                    insert.executeUpdate();
                }
            }
            statement.execute("DROP TABLE event_block");
            statement.execute("DROP TABLE unreadable_event");
        }
        decisionsBackToRows(connection);
    }

    /** All decisions, in order. */
    static List<Decision> decisions(Connection connection) throws SQLException {
        List<Decision> decisions = new ArrayList<>();
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.DECISIONS)) {
            for (EventBlock.Entry entry : blocks.after(0, Integer.MAX_VALUE)) {
                decisions.add(DecisionChain.decision(entry, DECISIONS));
            }
        }
        return decisions;
    }

    private static void decisionsBackToRows(Connection connection) throws SQLException {
        List<Decision> decisions = decisions(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE decision (id INTEGER PRIMARY KEY, client_id TEXT NOT NULL,"
                    + " at INTEGER NOT NULL, what TEXT NOT NULL, incident_id TEXT, text TEXT NOT NULL)");
            statement.execute("CREATE INDEX decision_client ON decision (client_id, id)");
            statement.execute("CREATE INDEX decision_at ON decision (at)");
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO decision (client_id, at, what, incident_id, text) VALUES (?, ?, ?, ?, ?)")) {
                for (Decision decision : decisions) {
                    insert.setString(1, decision.client().value());
                    insert.setLong(2, decision.at().toEpochMilli());
                    insert.setString(3, decision.what().name());
                    insert.setString(4, decision.incidentId().orElse(null));
                    insert.setString(5, decision.text());
                    insert.executeUpdate();
                }
            }
            statement.execute("DROP TABLE decision_block");
            statement.execute("DROP TABLE unreadable_decision");
        }
    }
}
