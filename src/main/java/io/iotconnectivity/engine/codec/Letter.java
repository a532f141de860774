package io.iotconnectivity.engine.codec;

import java.time.Instant;
import java.util.Optional;

/**
 * A dead letter on its way to where dead letters are kept; {@link io.iotconnectivity.engine.DeadLetter} is one that is kept.
 *
 * @param outbound whether it is an event that could not be delivered, rather than input that could not be processed
 * @param origin the sink, the source, or what the input was
 * @param reason why, for an operator
 * @param topic the topic on which a message arrived; absent for anything else
 * @param subject the device or the incident that it is about, if it is about a known one
 * @param eventId the event; absent if it is not an event
 * @param payload an event as JSON or as {@link EventCodec} wrote it, any other input as it came
 * @param originalSize the size of the input in bytes before it was cut
 * @param attempts the number of delivery attempts; 0 for input
 */
public record Letter(
        boolean outbound,
        String origin,
        String reason,
        Optional<String> topic,
        Optional<String> subject,
        Optional<String> eventId,
        byte[] payload,
        int originalSize,
        int attempts,
        Instant at)
        implements LetterRecord {}
