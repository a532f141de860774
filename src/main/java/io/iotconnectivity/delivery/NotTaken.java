package io.iotconnectivity.delivery;

/**
 * The sink certainly did not take the event, as when it could not be reached or refused it; to be tried again. After any other
 * failure the sink may have taken it all the same.
 */
public final class NotTaken extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong; holds nothing secret
     */
    public NotTaken(String message, Throwable cause) {
        super(message, cause);
    }
}
