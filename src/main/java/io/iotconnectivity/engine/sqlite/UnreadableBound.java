package io.iotconnectivity.engine.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Keeps what dead letters of input take within a bound, since whoever may publish can make any number of them: the oldest go of
 * the topic that takes the most, so that who floods pushes out only what is their own. Events that could not be delivered are no
 * part of it; they are as many as the devices' events are. Used by the writer's thread only.
 */
final class UnreadableBound {
    /** In bytes; a letter counts with its payload, reason, topic and 1 KiB for its row, so there are at most 262,144 of them. */
    static final long MOST_BYTES = 256L * 1024 * 1024;

    /** At once; more than even the largest message can make necessary where the bound held before it. */
    static final int MOST_DROPS = 2_000;

    private final long most;
    private final WriteCounts counts;
    private final PreparedStatement use;
    private final PreparedStatement largest;
    private final PreparedStatement dropOldest;

    UnreadableBound(Connection connection, WriteCounts counts) throws SQLException {
        this(connection, counts, MOST_BYTES);
    }

    UnreadableBound(Connection connection, WriteCounts counts, long most) throws SQLException {
        this.counts = counts;
        this.most = most;
        use = connection.prepareStatement("SELECT bytes FROM unreadable_use");
        largest = connection.prepareStatement("SELECT origin, sender FROM sender_use ORDER BY bytes DESC LIMIT 1");
        dropOldest = connection.prepareStatement("DELETE FROM dead_letter WHERE id = (SELECT id FROM dead_letter"
                + " WHERE direction = 'in' AND origin = ? AND sender = ? ORDER BY id LIMIT 1)");
    }

    /** Drops what is too much, as a part of the transaction under way. */
    void keep() throws SQLException {
        for (int drops = 0; drops < MOST_DROPS && bytes() > most && dropOne(); drops++) {}
    }

    private long bytes() throws SQLException {
        try (ResultSet row = use.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private boolean dropOne() throws SQLException {
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
