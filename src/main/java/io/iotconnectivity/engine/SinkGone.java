package io.iotconnectivity.engine;

/** The sink wants no events any more, as HTTP's 410 says: it is disabled until somebody enables it; what is due to it is kept. */
public final class SinkGone extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what it said; holds nothing secret
     */
    public SinkGone(String message) {
        super(message);
    }
}
