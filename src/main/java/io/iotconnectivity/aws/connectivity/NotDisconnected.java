package io.iotconnectivity.aws.connectivity;

import java.time.Duration;
import java.util.Optional;

/** A connection was not ended. The message is for an operator and says what to do. */
public final class NotDisconnected extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kind of failure. */
    public enum Kind {
        /** Such a client cannot, or must not, be disconnected. */
        NOT_ALLOWED,
        /** Too soon after another one, or AWS allows no more calls for the moment. */
        TOO_OFTEN,
        /** AWS knows of no connection. */
        NOT_CONNECTED,
        /** We lack the permission. */
        DENIED,
        /** No response, or one that says that AWS has a problem: the connection may have ended, or not. */
        NO_ANSWER
    }

    private final Kind kind;
    private final transient Optional<Duration> retryAfter;

    NotDisconnected(Kind kind, String message) {
        this(kind, message, Optional.empty());
    }

    NotDisconnected(Kind kind, String message, Optional<Duration> retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /** When the same request may succeed; present exactly if it came too often. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
