package io.iotconnectivity.engine;

import java.time.Instant;

/**
 * A message that was received but could not be read.
 *
 * @param source the source route, such as {@code presence}
 * @param topic the topic on which it arrived
 * @param payload its bytes, cut to {@value #MAX_PAYLOAD}
 * @param originalSize its size in bytes
 * @param reason why it could not be read
 */
public record Unreadable(
        String source, String topic, byte[] payload, int originalSize, String reason, Instant arrived) {
    /** The largest SQS message; those of AWS IoT Core are far smaller. */
    public static final int MAX_PAYLOAD = 1024 * 1024;
}
