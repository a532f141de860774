package io.iotconnectivity.engine;

import io.iotconnectivity.delivery.StoreUnavailable;

/** The store cannot be used; the message says which file, which setting and what to do. */
public final class StoreException extends StoreUnavailable {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
