package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.health.UnreadableBound;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The dead letters of input in {@code dead_letter}. Drops are part of the current transaction. Used only by the
 * writer thread.
 */
final class UnreadableRows implements UnreadableBound.Letters<SQLException> {
    private final WriteCounts counts;
    private final PreparedStatement use;
    private final PreparedStatement largest;
    private final PreparedStatement dropOldest;

    UnreadableRows(Connection connection, WriteCounts counts) throws SQLException {
        this.counts = counts;
        use = connection.prepareStatement("SELECT bytes FROM unreadable_use");
        largest = connection.prepareStatement("SELECT origin, sender FROM sender_use ORDER BY bytes DESC LIMIT 1");
        dropOldest = connection.prepareStatement("DELETE FROM dead_letter WHERE id = (SELECT id FROM dead_letter"
                + " WHERE direction = 'in' AND origin = ? AND sender = ? ORDER BY id LIMIT 1)");
    }

    @Override
    public long bytes() throws SQLException {
        try (ResultSet row = use.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public boolean dropOldestOfLargest() throws SQLException {
        String origin;
        String sender;
        try (ResultSet row = largest.executeQuery()) {
            if (!row.next()) {
                return false;
            }
            origin = row.getString(1);
            sender = row.getString(2);
        }
        dropOldest.setString(1, origin);
        dropOldest.setString(2, sender);
        boolean dropped = dropOldest.executeUpdate() == 1;
        if (dropped) {
            counts.dropped(origin, sender);
        }
        return dropped;
    }
}
