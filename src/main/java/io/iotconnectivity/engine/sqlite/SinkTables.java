package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.PendingRow;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/** Writes the tables of the sinks. */
final class SinkTables {
    private final Connection connection;
    private final PreparedStatement add;
    private final PreparedStatement advance;
    private final PreparedStatement disable;
    private final PreparedStatement enable;
    private final PreparedStatement park;
    private final PreparedStatement unpark;
    private final PreparedStatement open;
    private final PreparedStatement close;
    private final PreparedStatement repeat;
    private final PreparedStatement repeatNoMore;
    private final PreparedStatement note;

    SinkTables(Connection connection) throws SQLException {
        this.connection = connection;
        add = connection.prepareStatement("INSERT OR IGNORE INTO sink (name, cursor, reach) VALUES (?, ?, ?)");
        advance = connection.prepareStatement("UPDATE sink SET cursor = ?, reach = ? WHERE name = ?");
        disable = connection.prepareStatement("UPDATE sink SET gone = ? WHERE name = ?");
        enable = connection.prepareStatement("UPDATE sink SET gone = NULL WHERE name = ? AND gone IS NOT NULL");
        park = connection.prepareStatement("INSERT INTO delivery (sink, seq, attempts, due, error, maybe)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sink, seq) DO UPDATE SET attempts = excluded.attempts,"
                + " due = excluded.due, error = excluded.error, maybe = excluded.maybe");
        unpark = connection.prepareStatement("DELETE FROM delivery WHERE sink = ? AND seq = ?");
        open = connection.prepareStatement("INSERT INTO pairing (sink, incident_id, receipt, opened_at)"
                + " VALUES (?, ?, ?, ?) ON CONFLICT (sink, incident_id) DO UPDATE SET receipt = excluded.receipt");
        close = connection.prepareStatement("DELETE FROM pairing WHERE sink = ? AND incident_id = ?");
        repeat = connection.prepareStatement(
                "INSERT OR REPLACE INTO repetition (sink, incident_id, every, body) VALUES (?, ?, ?, ?)");
        repeatNoMore = connection.prepareStatement("DELETE FROM repetition WHERE sink = ? AND incident_id = ?");
        note = connection.prepareStatement("INSERT INTO sent (sink, event_id, type, subject, incident_id, at, attempts,"
                + " result, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    /** Registers a sink that is to get the events after {@code cursor}; does nothing if it is registered already. */
    void add(String name, long cursor) throws SQLException {
        add.setString(1, name);
        add.setLong(2, cursor);
        add.setLong(3, cursor);
        add.executeUpdate();
    }

    /** The last event that all of these sinks are done with; the greatest number if there are none. */
    long lowestCursor(Collection<String> sinks) throws SQLException {
        long lowest = Long.MAX_VALUE;
        try (PreparedStatement select = connection.prepareStatement("SELECT name, cursor FROM sink");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                if (sinks.contains(row.getString(1))) {
                    lowest = Math.min(lowest, row.getLong(2));
                }
            }
        }
        return lowest;
    }

    /**
     * @param reach the last event that may have been attempted if nothing more is recorded
     */
    void advance(String sink, long cursor, long reach) throws SQLException {
        advance.setLong(1, cursor);
        advance.setLong(2, reach);
        advance.setString(3, sink);
        advance.executeUpdate();
    }

    void disable(String sink, String why) throws SQLException {
        disable.setString(1, why);
        disable.setString(2, sink);
        disable.executeUpdate();
    }

    /** Returns whether it was disabled. */
    boolean enable(String sink) throws SQLException {
        enable.setString(1, sink);
        return enable.executeUpdate() > 0;
    }

    void park(String sink, PendingRow parked) throws SQLException {
        park(sink, parked.seq(), parked.attempts(), parked.due(), parked.error(), parked.maybe());
    }

    void park(String sink, long seq, int attempts, Instant due, String error, boolean maybe) throws SQLException {
        park.setString(1, sink);
        park.setLong(2, seq);
        park.setInt(3, attempts);
        park.setLong(4, due.toEpochMilli());
        park.setString(5, error);
        park.setBoolean(6, maybe);
        park.executeUpdate();
    }

    void unpark(String sink, long seq) throws SQLException {
        unpark.setString(1, sink);
        unpark.setLong(2, seq);
        unpark.executeUpdate();
    }

    void open(String sink, String ticket, Receipt receipt, Instant now) throws SQLException {
        open.setString(1, sink);
        open.setString(2, ticket);
        open.setString(3, receipt.kept().orElse(null));
        open.setLong(4, now.toEpochMilli());
        open.executeUpdate();
    }

    void close(String sink, String ticket) throws SQLException {
        close.setString(1, sink);
        close.setString(2, ticket);
        close.executeUpdate();
        repeatNoMore(sink, ticket);
    }

    /** Keeps the event that the sink repeats for the ticket. */
    void repeat(String sink, String ticket, Duration every, byte[] event) throws SQLException {
        repeat.setString(1, sink);
        repeat.setString(2, ticket);
        repeat.setLong(3, every.toMillis());
        repeat.setBytes(4, event);
        repeat.executeUpdate();
    }

    void repeatNoMore(String sink, String ticket) throws SQLException {
        repeatNoMore.setString(1, sink);
        repeatNoMore.setString(2, ticket);
        repeatNoMore.executeUpdate();
    }

    void note(Sent sent) throws SQLException {
        note.setString(1, sent.sink());
        note.setString(2, sent.eventId());
        note.setString(3, sent.type().fullName());
        note.setString(4, sent.subject());
        note.setString(5, sent.incidentId().orElse(null));
        note.setLong(6, sent.at().toEpochMilli());
        note.setInt(7, sent.attempts());
        note.setString(8, sent.result().name());
        note.setString(9, sent.answer().orElse(null));
        note.executeUpdate();
    }
}
