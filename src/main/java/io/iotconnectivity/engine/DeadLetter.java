package io.iotconnectivity.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that could not be read or not be delivered, kept with the reason.
 *
 * @param id its place among all dead letters
 * @param direction {@code in} for a message that could not be read, {@code out} for an event that could not be delivered
 * @param origin the source or the sink
 * @param topic where the message came in; absent for an event
 * @param clientId the device, where it is about one and that is known
 * @param incident the incident, where it is an event of one
 * @param eventId the event; absent for a message
 * @param payload the message's bytes, or the event as JSON; in lists at most 128 KiB of it
 * @param originalSize how many bytes the message had before it was cut
 * @param attempts how often delivery was tried; 0 for a message
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
     * Which incident an event told of.
     *
     * @param id as {@code incidentId} names it
     * @param key what the incident is about, such as a device or a group; it may come again in a later incident
     */
    public record OfIncident(String id, String key) {}
}
