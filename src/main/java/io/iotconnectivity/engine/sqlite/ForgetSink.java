package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.Forgotten;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;

/**
 * Deletes a slice of what is kept of a sink. The sink itself goes with the last one, so that what a crash leaves can be forgotten
 * again. A sink that is attached meanwhile keeps what is left of it.
 */
final class ForgetSink extends Awaited {
    private static final int SLICE = 1_000;

    private final String sink;
    private final BooleanSupplier attached;
    private final Forgotten before;
    private Forgotten soFar;
    private boolean refused;
    private boolean more;

    ForgetSink(String sink, BooleanSupplier attached, Forgotten before) {
        this.sink = sink;
        this.attached = attached;
        this.before = before;
        this.soFar = before;
    }

    @Override
    public void write(Batch batch) throws SQLException {
        refused = attached.getAsBoolean();
        if (refused) {
            return;
        }
        int waiting = delete(
                batch,
                "DELETE FROM delivery WHERE sink = ?1 AND seq IN (SELECT seq FROM delivery WHERE sink = ?1 LIMIT "
                        + SLICE + ")");
        int letters = delete(
                batch,
                "DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter WHERE direction = 'out' AND origin = ?1"
                        + " LIMIT " + SLICE + ")");
        more = waiting == SLICE || letters == SLICE;
        int tickets = more ? 0 : delete(batch, "DELETE FROM pairing WHERE sink = ?1");
        if (!more) {
            delete(batch, "DELETE FROM repetition WHERE sink = ?1");
            delete(batch, "DELETE FROM sink WHERE name = ?1");
        }
        soFar = new Forgotten(before.waiting() + waiting, before.tickets() + tickets, before.deadLetters() + letters);
    }

    private int delete(Batch batch, String sql) throws SQLException {
        try (PreparedStatement delete = batch.tables().connection().prepareStatement(sql)) {
            delete.setString(1, sink);
            return delete.executeUpdate();
        }
    }

    /** Whether it gets events, and so was not forgotten; once it is done. */
    boolean wasRefused() {
        return refused;
    }

    /** Whether there may be more to delete; once it is done. */
    boolean hasMore() {
        return more;
    }

    /** What was deleted by this and those before; once it is done. */
    Forgotten soFar() {
        return soFar;
    }
}
