package io.iotconnectivity.engine;

/** A silence was not set, because the others that have not ended leave no room for it. */
public final class TooManySilences extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message names the limit and what to do
     */
    public TooManySilences(String message) {
        super(message);
    }
}
