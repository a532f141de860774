package io.iotconnectivity.net;

import io.iotconnectivity.signal.Printable;
import java.io.IOException;

/** A proxy makes no tunnel: what was to be sent has not left this machine. The message says what to do. */
public final class ProxyRefusal extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int AUTHENTICATION_REQUIRED = 407;

    /** @param why one line without a secret */
    public ProxyRefusal(String why, Throwable cause) {
        super(why, cause);
    }

    /** It answered to CONNECT with another status than 2xx. */
    public static ProxyRefusal answered(HttpProxy proxy, WaysOut ways, String target, int status) {
        String said =
                proxy + " (" + ways.from() + ") answered " + status + " instead of a way to " + Printable.of(target);
        if (status == AUTHENTICATION_REQUIRED) {
            return new ProxyRefusal(
                    said
                            + (proxy.login().isPresent()
                                    ? ": it does not accept user and password there; only Basic is spoken"
                                    : ": it asks for a user and a password, proxy.url = http://user:password@host:port"),
                    null);
        }
        return new ProxyRefusal(
                said
                        + (status == 403 || status == 405
                                ? ": its rules have to allow this host and port"
                                : ": it may not know or reach the host")
                        + ", or name the host in proxy.none",
                null);
    }

    /** There is no connection to it. */
    public static ProxyRefusal unreachable(HttpProxy proxy, WaysOut ways, String why, Throwable cause) {
        return new ProxyRefusal(proxy + " (" + ways.from() + ") cannot be reached: " + Printable.of(why), cause);
    }
}
