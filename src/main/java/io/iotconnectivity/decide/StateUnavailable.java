package io.iotconnectivity.decide;

import java.io.Serial;

/**
 * The state cannot currently be read or written. The decider never treats this as a failure of the rules: it propagates
 * the exception, and the caller must roll back everything written since the last commit.
 */
public final class StateUnavailable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public StateUnavailable(Throwable cause) {
        super(cause);
    }
}
