package io.iotconnectivity.net;

import java.io.IOException;
import java.util.Optional;

/** There is no way to a server: what was to be sent has not left this machine. The message says why, and what to do. */
public abstract sealed class NoWayOut extends IOException permits ProxyRefusal, TlsFailure {
    private static final long serialVersionUID = 1L;
    private static final int MOST_CAUSES = 50;

    /** @param why one line without a secret */
    NoWayOut(String why, Throwable cause) {
        super(why, cause);
    }

    /** Itself, or that which something else was caused by. */
    public static Optional<NoWayOut> in(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; i < MOST_CAUSES && at != null && !(at instanceof NoWayOut); i++) {
            at = at.getCause();
        }
        return at instanceof NoWayOut found ? Optional.of(found) : Optional.empty();
    }

    /** What has to be changed, in short. */
    public abstract String fix();
}
