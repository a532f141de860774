package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.event.Event;
import java.util.Optional;

/**
 * An event and its place in the log; places only grow.
 *
 * @param addressee the only sink that it is for; absent: it is for all that want it
 */
record Logged(long seq, Event event, Optional<String> addressee) {

    /** For all that want it. */
    Logged(long seq, Event event) {
        this(seq, event, Optional.empty());
    }

    boolean isForOthersThan(String sink) {
        return addressee.isPresent() && !addressee.get().equals(sink);
    }
}
