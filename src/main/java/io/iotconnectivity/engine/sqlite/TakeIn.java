package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.signal.Signal;
import java.sql.SQLException;
import java.util.Optional;

/** A signal to take in. */
final class TakeIn extends Awaited {
    private final Signal signal;
    private final Optional<String> trace;
    private final Optional<InboxKey> key;
    private Exception refused;

    TakeIn(Signal signal) {
        this(signal, Optional.empty());
    }

    /**
     * @param trace that the signal belongs to, as a traceparent
     */
    TakeIn(Signal signal, Optional<String> trace) {
        this.trace = trace;
        this.signal = signal;
        // Here and not when it is written: many threads take signals in, one writes.
        this.key = InboxKey.of(signal);
    }

    @Override
    public void write(Batch batch) throws SQLException {
        if (refused == null) {
            batch.take(signal, key, trace);
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
