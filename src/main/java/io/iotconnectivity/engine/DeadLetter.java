package io.iotconnectivity.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * A message that could not be read or an event that could not be delivered, kept with the reason.
 *
 * @param id its position among all dead letters
 * @param direction {@code in} for a message that could not be read, {@code out} for an event that could not be delivered
 * @param origin the source or the sink
 * @param topic the topic on which the message arrived; absent for an event
 * @param clientId the device, if it is about a known one
 * @param incident the incident, if it is an event about one
 * @param eventId the event; absent for a message
 * @param payload the message's bytes, or the event as JSON; at most 128 KiB of it in lists
 * @param originalSize the size of the message in bytes before it was cut
 * @param attempts the number of delivery attempts; 0 for a message
 */
public record DeadLetter(
        LogPosition id,
        String direction,
        String origin,
        String reason,
        Optional<String> topic,
        Optional<String> clientId,
        Optional<OfIncident> incident,
        Optional<String> eventId,
        byte[] payload,
        int originalSize,
        int attempts,
        Instant at) {

    /**
     * The incident that an event is about.
     *
     * @param id its {@code incidentId}
     * @param key what the incident is about, such as a device or a group; may recur in a later incident
     */
    public record OfIncident(String id, String key) {}
}
