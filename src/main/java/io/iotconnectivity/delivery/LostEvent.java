package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Instant;
import java.util.Optional;

/**
 * An event that a sink will not get; it becomes a dead letter.
 *
 * @param attempts how often it was tried; at least 1
 * @param reason what the last attempt failed of
 * @param fallback the sink that gets it instead
 */
public record LostEvent(Event event, int attempts, String reason, Instant at, Optional<String> fallback) {

    /** An event that was addressed to this sink only has been elsewhere already, and goes to no fallback. */
    static LostEvent of(Event event, boolean addressed, int attempts, String reason, Instant at, Sink sink) {
        return new LostEvent(event, attempts, reason, at, sink.fallback().filter(other -> !addressed));
    }
}
