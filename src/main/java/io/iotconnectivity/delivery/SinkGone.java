package io.iotconnectivity.delivery;

/**
 * The sink wants no more events, as with HTTP 410: it is disabled until somebody enables it; the events due to it are
 * kept.
 */
public final class SinkGone extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean maybe;

    /**
     * @param message what it said; contains no secrets
     */
    public SinkGone(String message) {
        this(message, false);
    }

    /**
     * @param message what it said; contains no secrets
     * @param maybe whether it may have accepted the event anyway
     */
    public SinkGone(String message, boolean maybe) {
        super(message);
        this.maybe = maybe;
    }

    /** Whether it may have accepted the event anyway. */
    public boolean maybe() {
        return maybe;
    }
}
