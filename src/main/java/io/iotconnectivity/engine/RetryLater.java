package io.iotconnectivity.engine;

import java.time.Duration;

/** The sink asks not to be tried again before some time has passed. */
public final class RetryLater extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration pause;

    /**
     * @param pause not negative
     */
    public RetryLater(String reason, Duration pause) {
        super(reason);
        this.pause = pause;
    }

    public Duration pause() {
        return pause;
    }
}
