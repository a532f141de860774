package io.iotconnectivity.delivery;

import java.util.Optional;

/**
 * What must be saved when a sink is done with an event.
 *
 * @param lost present if the sink will not receive the event
 * @param sent the result to be kept, if any
 * @param closed the ticket that ends with the event
 */
public record Completion(Optional<LostEvent> lost, Optional<Sent> sent, Optional<String> closed) {
    /** Only lets the cursor pass. */
    static final Completion NONE = new Completion(Optional.empty(), Optional.empty(), Optional.empty());
}
