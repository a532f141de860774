package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Forgotten;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Deletes everything kept about a sink, slice by slice. The sink itself goes with the last slice, so that the
 * deletion can be repeated after a crash.
 */
final class ForgetSink {
    private static final int SLICE = 1_000;

    private ForgetSink() {}

    /**
     * What one slice has deleted.
     *
     * @param hasMore whether there may be more to delete
     */
    record Slice(Forgotten deleted, boolean hasMore) {}

    static Slice slice(Batch batch, String sink) throws SQLException {
        int waiting = delete(
                batch,
                sink,
                "DELETE FROM delivery WHERE sink = ?1 AND seq IN (SELECT seq FROM delivery WHERE sink = ?1 LIMIT "
                        + SLICE + ")");
        int letters = delete(
                batch,
                sink,
                "DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter WHERE direction = 'out' AND origin = ?1"
                        + " LIMIT " + SLICE + ")");
        boolean hasMore = waiting == SLICE || letters == SLICE;
        int tickets = hasMore ? 0 : delete(batch, sink, "DELETE FROM pairing WHERE sink = ?1");
        if (!hasMore) {
            delete(batch, sink, "DELETE FROM repetition WHERE sink = ?1");
            delete(batch, sink, "DELETE FROM sink WHERE name = ?1");
        }
        return new Slice(new Forgotten(waiting, tickets, letters), hasMore);
    }

    private static int delete(Batch batch, String sink, String sql) throws SQLException {
        try (PreparedStatement delete = batch.tables().connection().prepareStatement(sql)) {
            delete.setString(1, sink);
            return delete.executeUpdate();
        }
    }
}
