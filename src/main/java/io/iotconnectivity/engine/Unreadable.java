package io.iotconnectivity.engine;

import java.time.Instant;

/**
 * A message that came in and could not be read.
 *
 * @param source the source route, such as {@code presence}
 * @param topic where it came in
 * @param payload its bytes, cut to {@value #MAX_PAYLOAD}
 * @param originalSize how many bytes it had
 * @param reason why it could not be read
 */
public record Unreadable(
        String source, String topic, byte[] payload, int originalSize, String reason, Instant arrived) {
    /** SQS takes no larger message; AWS IoT Core lets far smaller ones through. */
    public static final int MAX_PAYLOAD = 1024 * 1024;
}
