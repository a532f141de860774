package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.Unreadable;
import java.sql.SQLException;

/** A message to keep that could not be read. */
final class Keep extends Awaited {
    private final Unreadable message;

    Keep(Unreadable message) {
        this.message = message;
    }

    @Override
    public void write(Batch batch) throws SQLException {
        batch.tables().buryUnreadable(message);
    }
}
