package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.EventBlock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Appends to a log. Records reach the table when they are {@linkplain #save saved}, or when their block is full.
 */
final class EventTable {
    private final Connection connection;
    private final BlockLog log;
    private final PreparedStatement insert;
    private final EventBlock.Builder block = new EventBlock.Builder();
    private long newest;

    EventTable(Connection connection, BlockLog log) throws SQLException {
        this.connection = connection;
        this.log = log;
        insert = connection.prepareStatement(
                "INSERT INTO " + log.blocks() + " (last_seq, first_seq, newest, body) VALUES (?, ?, ?, ?)");
    }

    /**
     * Appends an event.
     *
     * @param event its sequence number must be higher than all before it
     * @param time when it was decided
     */
    void append(EventBlock.Entry event, Instant time) throws SQLException {
        if (!block.add(event)) {
            save();
            block.add(event);
        }
        newest = Math.max(newest, time.toEpochMilli());
    }

    /** Writes what was appended; call before the commit. */
    void save() throws SQLException {
        if (!block.isEmpty()) {
            insert.setLong(1, block.last());
            insert.setLong(2, block.first());
            insert.setLong(3, newest);
            insert.setBytes(4, block.toBytes());
            insert.executeUpdate();
            block.clear();
            newest = 0;
        }
    }

    /** The trace that a saved event belongs to. */
    Optional<String> traceOf(long seq) throws SQLException {
        try (EventBlocks blocks = new EventBlocks(connection, log)) {
            return blocks.entry(seq).flatMap(EventBlock.Entry::trace);
        }
    }

    /** The highest sequence number ever given to an event, as far as the file still records it. */
    long lastSeq() throws SQLException {
        try (PreparedStatement last =
                        connection.prepareStatement("SELECT max((SELECT coalesce(max(last_seq), 0) FROM event_block),"
                                + " (SELECT coalesce(max(cursor), 0) FROM sink))");
                ResultSet row = last.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Deletes blocks that no sink needs any more, oldest first.
     *
     * @param before only blocks whose newest event was decided before this time
     * @param done the last sequence number that all sinks are done with, apart from pending rows
     * @param most the most blocks to delete
     * @return how many blocks were deleted
     */
    int prune(Instant before, long done, int most) throws SQLException {
        int deleted;
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM event_block WHERE last_seq IN (SELECT last_seq FROM event_block"
                        + " b WHERE newest < ? AND last_seq <= ? AND NOT EXISTS (SELECT 1 FROM delivery WHERE seq BETWEEN"
                        + " b.first_seq AND b.last_seq) ORDER BY newest LIMIT ?)")) {
            delete.setLong(1, before.toEpochMilli());
            delete.setLong(2, done);
            delete.setInt(3, most);
            deleted = delete.executeUpdate();
        }
        if (deleted > 0) {
            forgetPruned();
        }
        return deleted;
    }

    /** Forgets which of the pruned records could not be read. */
    void forgetPruned() throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + log.unreadable()
                + " WHERE seq < (SELECT first_seq FROM " + log.blocks() + " ORDER BY last_seq LIMIT 1)")) {
            delete.executeUpdate();
        }
    }

    /** Records that an event cannot be read and is now a dead letter. */
    void setAside(long seq) throws SQLException {
        try (PreparedStatement note =
                connection.prepareStatement("INSERT OR IGNORE INTO " + log.unreadable() + " (seq) VALUES (?)")) {
            note.setLong(1, seq);
            note.executeUpdate();
        }
    }
}
