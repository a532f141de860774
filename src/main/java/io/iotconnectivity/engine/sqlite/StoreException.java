package io.iotconnectivity.engine.sqlite;

/** The store cannot be used; the message says which file, which setting and what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String message) {
        super(message);
    }

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
