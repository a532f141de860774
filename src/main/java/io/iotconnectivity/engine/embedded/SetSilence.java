package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.incident.Silence;
import java.sql.SQLException;

/** A silence to set, or to replace. */
final class SetSilence extends Awaited {
    private final Silence silence;

    SetSilence(Silence silence) {
        this.silence = silence;
    }

    @Override
    public void write(Batch batch) throws SQLException {
        batch.set(silence);
    }
}
