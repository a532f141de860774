package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.signal.Signal;
import java.sql.SQLException;

/** A signal to take in. */
final class TakeIn extends Awaited {
    private final Signal signal;
    private Exception refused;

    TakeIn(Signal signal) {
        this.signal = signal;
    }

    @Override
    public void write(Batch batch) throws SQLException {
        if (refused == null) {
            batch.take(signal);
        } else {
            batch.bury(signal, "the store refuses it: " + refused.getMessage());
        }
    }

    @Override
    public boolean writeInstead(Exception why) {
        boolean first = refused == null;
        refused = why;
        return first;
    }
}
