package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.incident.Sight;
import java.sql.SQLException;

/** A source of ours that is blind, or sees again. */
final class TakeSight extends Awaited {
    private final Sight sight;

    TakeSight(Sight sight) {
        this.sight = sight;
    }

    @Override
    public void write(Batch batch) throws SQLException {
        batch.take(sight);
    }
}
