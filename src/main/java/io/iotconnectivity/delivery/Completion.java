package io.iotconnectivity.delivery;

import java.util.Optional;

/**
 * What has to be saved when a sink is done with an event.
 *
 * @param lost present if the sink will not get it
 * @param sent what became of it, where that is kept
 * @param closed the ticket that ends with it
 */
public record Completion(Optional<LostEvent> lost, Optional<Sent> sent, Optional<String> closed) {
    /** Only that the cursor may pass it. */
    static final Completion NONE = new Completion(Optional.empty(), Optional.empty(), Optional.empty());
}
