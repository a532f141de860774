package io.iotconnectivity.decide;

import java.io.Serial;

/**
 * The state cannot be read or written now. The decider never takes this for a failure of the rules: it passes the exception on, and the
 * caller must undo everything that was written since the last commit.
 */
public final class StateUnavailable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public StateUnavailable(Throwable cause) {
        super(cause);
    }
}
