package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.EventBlock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The writer's access to the decisions: it appends them, prunes them, and sets aside those that cannot be read. */
final class DecisionTable {
    private final Connection connection;
    private final EventTable blocks;
    private long last;

    DecisionTable(Connection connection) throws SQLException {
        this.connection = connection;
        blocks = new EventTable(connection, BlockLog.DECISIONS);
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT seq FROM sqlite_sequence WHERE name = 'decision_block'");
                ResultSet row = select.executeQuery()) {
            last = row.next() ? row.getLong(1) : 0;
        }
    }

    /**
     * Appends a decision.
     *
     * @param stored as its codec wrote it
     * @param previous the number of the decision before it about the same device; 0 if there is none
     * @return its own number
     */
    long append(byte[] stored, long previous, Instant at) throws SQLException {
        append(last + 1, stored, previous, at);
        return last;
    }

    /** Like {@link #append}, with a number that is higher than all before it. */
    void append(long number, byte[] stored, long previous, Instant at) throws SQLException {
        blocks.append(new EventBlock.Entry(number, stored, previous, Optional.empty(), Optional.empty(), true), at);
        last = number;
    }

    /** Writes what was appended; call before the commit. */
    void save() throws SQLException {
        blocks.save();
    }

    /**
     * Deletes old blocks.
     *
     * @param before only blocks whose newest decision was made before this time
     * @param most the most blocks to delete
     * @return how many blocks were deleted
     */
    int prune(Instant before, int most) throws SQLException {
        int deleted;
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM decision_block WHERE last_seq IN (SELECT last_seq FROM"
                        + " decision_block WHERE newest < ? ORDER BY newest LIMIT ?)")) {
            delete.setLong(1, before.toEpochMilli());
            delete.setInt(2, most);
            deleted = delete.executeUpdate();
        }
        if (deleted > 0) {
            blocks.forgetPruned();
        }
        return deleted;
    }

    /** Records that a decision cannot be read and is now a dead letter. */
    void setAside(long number) throws SQLException {
        blocks.setAside(number);
    }
}
