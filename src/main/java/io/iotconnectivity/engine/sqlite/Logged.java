package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.event.Event;
import java.util.Optional;

/**
 * An event and its place in the log; places only grow.
 *
 * @param addressee the only sink that it is for; absent: it is for all that want it
 * @param trace that it belongs to, as a traceparent
 */
record Logged(long seq, Event event, Optional<String> addressee, Optional<String> trace) {

    /** For all that want it. */
    Logged(long seq, Event event) {
        this(seq, event, Optional.empty(), Optional.empty());
    }

    /** Of no trace. */
    Logged(long seq, Event event, Optional<String> addressee) {
        this(seq, event, addressee, Optional.empty());
    }

    boolean isForOthersThan(String sink) {
        return addressee.isPresent() && !addressee.get().equals(sink);
    }
}
