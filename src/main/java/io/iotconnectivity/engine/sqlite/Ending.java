package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Sent;
import java.util.Optional;

/**
 * What has to be noted when a sink is done with an event.
 *
 * @param lost present if the sink will not get it
 * @param sent what became of it, where that is kept
 * @param closed the ticket that ends with it
 */
record Ending(Optional<Checkpoint.Lost> lost, Optional<Sent> sent, Optional<String> closed) {
    /** That the cursor may pass it. */
    static final Ending NONE = new Ending(Optional.empty(), Optional.empty(), Optional.empty());
}
