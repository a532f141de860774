package io.iotconnectivity.sandbox;

import java.time.Duration;
import java.util.Optional;

/**
 * A response of the {@link WebhookInbox}.
 *
 * @param delay      how long the sender has to wait for the response
 * @param retryAfter the {@code Retry-After} header, in whole seconds
 */
public record Answer(int status, Duration delay, Optional<Duration> retryAfter) {
    public static final Answer OK = status(200);

    public static Answer status(int status) {
        return new Answer(status, Duration.ZERO, Optional.empty());
    }

    public Answer after(Duration wait) {
        return new Answer(status, wait, retryAfter);
    }

    public Answer retryAfter(Duration pause) {
        return new Answer(status, delay, Optional.of(pause));
    }
}
