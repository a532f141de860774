package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Instant;
import java.util.Optional;

/**
 * An event that a sink will not receive; it becomes a dead letter.
 *
 * @param attempts how often it was tried; at least 1
 * @param reason why the last attempt failed
 * @param fallback the sink that receives it instead
 */
public record LostEvent(Event event, int attempts, String reason, Instant at, Optional<String> fallback) {

    /**
     * Creates a lost event. One that was addressed to this sink only has already been elsewhere, so it goes to no
     * fallback.
     */
    static LostEvent of(Event event, boolean addressed, int attempts, String reason, Instant at, Sink sink) {
        return new LostEvent(event, attempts, reason, at, sink.fallback().filter(other -> !addressed));
    }
}
