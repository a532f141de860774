package io.iotconnectivity.delivery;

/** The sink wants no events any more, as HTTP's 410 says: it is disabled until somebody enables it; what is due to it is kept. */
public final class SinkGone extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean maybe;

    /**
     * @param message what it said; holds nothing secret
     */
    public SinkGone(String message) {
        this(message, false);
    }

    /**
     * @param message what it said; holds nothing secret
     * @param maybe whether it may have taken the event all the same
     */
    public SinkGone(String message, boolean maybe) {
        super(message);
        this.maybe = maybe;
    }

    /** Whether it may have taken the event all the same. */
    public boolean maybe() {
        return maybe;
    }
}
