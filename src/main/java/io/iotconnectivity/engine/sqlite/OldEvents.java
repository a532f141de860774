package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The log before schema 9, with one row of JSON per event. A few thousand events at a time are moved into blocks and
 * deleted from the old table, so that the file hardly grows meanwhile.
 */
final class OldEvents implements OldTable {
    private static final int ROWS = 2_000;

    private final CloudEvents json = new CloudEvents("");
    private final EventCodec codec = new EventCodec();

    @Override
    public String name() {
        return "old_event";
    }

    @Override
    public void carryOver(Connection connection, LongConsumer progress) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement select =
                        connection.prepareStatement("SELECT seq, time, previous, trace, addressee, body FROM old_event"
                                + " ORDER BY seq LIMIT " + ROWS);
                PreparedStatement delete = connection.prepareStatement("DELETE FROM old_event WHERE seq <= ?")) {
            EventTable events = new EventTable(connection, BlockLog.EVENTS);
            int carried;
            do {
                statement.execute("BEGIN IMMEDIATE");
                carried = 0;
                long last = 0;
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        last = row.getLong(1);
                        events.append(entry(row), Instant.ofEpochMilli(row.getLong(2)));
                        carried++;
                    }
                }
                events.save();
                delete.setLong(1, last);
                delete.executeUpdate();
                statement.execute("COMMIT");
                progress.accept(carried);
            } while (carried == ROWS);
        }
    }

    private EventBlock.Entry entry(ResultSet row) throws SQLException {
        return new EventBlock.Entry(
                row.getLong(1),
                carriedOver(row.getBytes(6)),
                row.getLong(3),
                Optional.ofNullable(row.getString(4)),
                Optional.ofNullable(row.getString(5)),
                true);
    }

    /** What cannot be read stays as it is, and is set aside when it is next read. */
    private byte[] carriedOver(byte[] body) {
        try {
            Event event = json.read(body);
            return codec.write(event);
        } catch (RuntimeException unreadable) {
            return body == null ? new byte[0] : body;
        }
    }
}
