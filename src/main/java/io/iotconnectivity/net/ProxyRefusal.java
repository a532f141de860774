package io.iotconnectivity.net;

import io.iotconnectivity.signal.Printable;

/** A proxy makes no tunnel. */
public final class ProxyRefusal extends NoWayOut {
    private static final long serialVersionUID = 1L;
    private static final int AUTHENTICATION_REQUIRED = 407;
    private static final int FORBIDDEN = 403;
    private static final int NOT_ALLOWED = 405;

    private final String fix;

    private ProxyRefusal(String why, String fix, Throwable cause) {
        super(why, cause);
        this.fix = fix;
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
                    "proxy.url = http://user:password@host:port, best given as IOTC_PROXY_URL",
                    null);
        }
        String why = status == FORBIDDEN || status == NOT_ALLOWED
                ? ": its rules have to allow this host and port"
                : ": it may not know or reach the host";
        return new ProxyRefusal(
                said + why + ", or name the host in proxy.none",
                "have the rules of the proxy allow " + Printable.of(target) + ", or name the host in proxy.none",
                null);
    }

    /** There is no connection to it. */
    public static ProxyRefusal unreachable(HttpProxy proxy, WaysOut ways, String why, Throwable cause) {
        return new ProxyRefusal(
                proxy + " (" + ways.from() + ") cannot be reached: " + Printable.line(why),
                "correct " + ways.from() + ", or let this machine reach " + proxy,
                cause);
    }

    @Override
    public String fix() {
        return fix;
    }
}
