package io.iotconnectivity.delivery;

import io.iotconnectivity.event.EventType;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of an event at a sink.
 *
 * @param subject the client id, or the key of the incident
 * @param attempts how often it was tried
 * @param result what became of it
 * @param answer what the sink answered, or why it did not get the event; at most 1,024 characters, nothing secret
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

    /** What became of it. */
    public enum Result {
        /** The sink has taken it. */
        DELIVERED,
        /** It was over before it could be delivered, or its opening never was. */
        DROPPED,
        /** It could not be delivered and is a dead letter. */
        LOST
    }
}
