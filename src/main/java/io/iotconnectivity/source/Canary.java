package io.iotconnectivity.source;

import java.util.Optional;

/** Makes AWS publish presence events, by connecting for a moment with a client id of our own. */
@FunctionalInterface
public interface Canary {
    /** Ends the client id. */
    String ENDING = "-canary";

    /**
     * Connects and disconnects. Blocks for as long as the broker may take to answer.
     *
     * @return why that could not be done; empty if it was
     */
    Optional<String> connect();
}
