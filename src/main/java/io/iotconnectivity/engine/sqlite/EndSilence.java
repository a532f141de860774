package io.iotconnectivity.engine.sqlite;

import java.sql.SQLException;

/** A silence to end now. */
final class EndSilence extends Awaited {
    private final String id;
    private volatile boolean ended;

    EndSilence(String id) {
        this.id = id;
    }

    @Override
    public void write(Batch batch) throws SQLException {
        ended = batch.endSilence(id);
    }

    /** Whether there was one that had not ended; known once it is {@link #done}. */
    boolean ended() {
        return ended;
    }
}
