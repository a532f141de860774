package io.iotconnectivity.delivery;

/** The store cannot currently be read; it may be readable later. The message says what is wrong and what to do. */
public class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message) {
        super(message);
    }

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
