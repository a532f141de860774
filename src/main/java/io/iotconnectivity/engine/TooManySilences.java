package io.iotconnectivity.engine;

/** A silence was not set because too many others have not ended. */
public final class TooManySilences extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message names the limit and what to do
     */
    public TooManySilences(String message) {
        super(message);
    }
}
