package io.iotconnectivity.delivery;

import io.iotconnectivity.event.EventType;
import java.time.Instant;
import java.util.Optional;

/**
 * The result of delivering an event to a sink.
 *
 * @param subject the client id, or the key of the incident
 * @param attempts how often it was tried
 * @param result the result
 * @param answer the sink's response, or why it did not receive the event; at most 1,024 characters, no secrets
 */
public record Sent(
        String sink,
        String eventId,
        EventType type,
        String subject,
        Optional<String> incidentId,
        Instant at,
        int attempts,
        Result result,
        Optional<String> answer) {

    /** The result. */
    public enum Result {
        /** The sink accepted it. */
        DELIVERED,
        /** It was over before it could be delivered, or its opening never was. */
        DROPPED,
        /** It could not be delivered and became a dead letter. */
        LOST
    }
}
