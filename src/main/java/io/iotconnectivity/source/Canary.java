package io.iotconnectivity.source;

import java.util.Optional;

/** Makes AWS publish presence events by connecting for a moment with a client id of our own. */
@FunctionalInterface
public interface Canary {
    /** The end of the client id. */
    String ENDING = "-canary";

    /**
     * Connects and disconnects. Blocks for as long as the broker may take to respond.
     *
     * @return why that failed; empty if it succeeded
     */
    Optional<String> connect();
}
