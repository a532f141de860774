package io.iotconnectivity.net;

import java.io.IOException;
import java.util.Optional;

/**
 * A server cannot be reached: nothing of the request has left this machine. The message says why, and how to fix it.
 */
public abstract sealed class NoWayOut extends IOException permits ProxyRefusal, TlsFailure {
    private static final long serialVersionUID = 1L;
    private static final int MOST_CAUSES = 50;

    /** @param why one line without a secret */
    NoWayOut(String why, Throwable cause) {
        super(why, cause);
    }

    /** The failure itself, or the one that caused it. */
    public static Optional<NoWayOut> in(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; i < MOST_CAUSES && at != null && !(at instanceof NoWayOut); i++) {
            at = at.getCause();
        }
        return at instanceof NoWayOut found ? Optional.of(found) : Optional.empty();
    }

    /** The fix, in short. */
    public abstract String fix();
}
