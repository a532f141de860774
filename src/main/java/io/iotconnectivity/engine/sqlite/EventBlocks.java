package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.EventBlock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a log on one connection. The last block read is kept, since readers of many events ask for them in order.
 */
final class EventBlocks implements AutoCloseable {
    private final Connection connection;
    private final BlockLog log;
    private final PreparedStatement select;
    private EventBlock latest = new EventBlock(0, -1, null);

    EventBlocks(Connection connection, BlockLog log) throws SQLException {
        this.connection = connection;
        this.log = log;
        select = connection.prepareStatement("SELECT first_seq, last_seq, body FROM " + log.blocks()
                + " WHERE last_seq >= ? ORDER BY last_seq LIMIT 1");
    }

    /** The event with this sequence number; empty if it does not exist or was pruned. */
    Optional<EventBlock.Entry> entry(long seq) throws SQLException {
        if (!latest.holds(seq)) {
            select.setLong(1, seq);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                latest = block(row);
            }
        }
        return latest.holds(seq) ? Optional.of(latest.entry(seq)) : Optional.empty();
    }

    private static EventBlock block(ResultSet row) throws SQLException {
        return new EventBlock(row.getLong(1), row.getLong(2), row.getBytes(3));
    }

    /** The events after a sequence number, in order, at most {@code limit}. */
    List<EventBlock.Entry> after(long seq, int limit) throws SQLException {
        List<EventBlock.Entry> found = new ArrayList<>();
        long latestFound = seq;
        try (PreparedStatement several = connection.prepareStatement(
                "SELECT first_seq, last_seq, body FROM " + log.blocks() + " WHERE last_seq > ? ORDER BY last_seq")) {
            several.setLong(1, seq);
            try (ResultSet row = several.executeQuery()) {
                while (found.size() < limit && row.next()) {
                    EventBlock block = block(row);
                    long last = row.getLong(2);
                    latestFound = Math.max(latestFound, row.getLong(1) - 1);
                    while (latestFound < last && found.size() < limit) {
                        latestFound++;
                        found.add(block.entry(latestFound));
                    }
                }
            }
        }
        return found;
    }

    /** Whether the event could not be read and is now a dead letter. */
    boolean isSetAside(EventBlock.Entry entry) throws SQLException {
        if (entry.isWhole() && entry.event().length == 0) {
            return true;
        }
        try (PreparedStatement known =
                connection.prepareStatement("SELECT 1 FROM " + log.unreadable() + " WHERE seq = ?")) {
            known.setLong(1, entry.seq());
            try (ResultSet row = known.executeQuery()) {
                return row.next();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        select.close();
    }
}
