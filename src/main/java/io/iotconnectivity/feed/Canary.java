package io.iotconnectivity.feed;

import java.util.Optional;

/** Makes AWS publish presence events: connects for a moment with a client id of our own. */
@FunctionalInterface
public interface Canary {
    /** Ends the client id. */
    String ENDING = "-canary";

    /**
     * Connects and takes leave. May block for as long as the broker may take to answer.
     *
     * @return why that could not be done; empty if it was
     */
    Optional<String> sing();
}
