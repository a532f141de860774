package io.iotconnectivity.engine;

import io.iotconnectivity.delivery.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;

/** This node cannot answer what its fleet is like; the message says why, and where or when it can be asked. */
public final class ViewUnavailable extends StoreUnavailable {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    /**
     * @param retryAfter when this node may be able to answer; absent if it never will as it is set
     */
    public ViewUnavailable(String message, Optional<Duration> retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** When this node may be able to answer; absent if it never will as it is set. */
    public Optional<Duration> retryAfter() {
        return retryAfter == null ? Optional.empty() : retryAfter;
    }
}
