package io.iotconnectivity.net;

import io.iotconnectivity.signal.Printable;
import java.io.IOException;

/** TLS with a server failed: it is not trusted, or does not understand us. */
public final class TlsFailure extends NoWayOut {
    private static final long serialVersionUID = 1L;

    private final String fix;

    private TlsFailure(String why, String fix, Throwable cause) {
        super(why, cause);
        this.fix = fix;
    }

    /**
     * What a failed handshake means, if that is known, else the same failure.
     *
     * @param ca the setting that can name another authority
     */
    public static IOException of(IOException failure, String host, String ca) {
        return TlsTrouble.of(failure, ca)
                .<IOException>map(meaning -> new TlsFailure(
                        "no TLS with " + Printable.of(host) + ": " + meaning + " ("
                                + Printable.line(String.valueOf(failure.getMessage())) + ")",
                        "fix what the message says; if a proxy inspects TLS, name its authority in " + ca,
                        failure))
                .orElse(failure);
    }

    @Override
    public String fix() {
        return fix;
    }
}
