package io.iotconnectivity.delivery;

/**
 * The sink certainly did not accept the event, for example because it was unreachable or refused it; to be retried.
 * After any other failure the sink may have accepted it anyway.
 */
public final class NotTaken extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong; contains no secrets
     */
    public NotTaken(String message, Throwable cause) {
        super(message, cause);
    }
}
