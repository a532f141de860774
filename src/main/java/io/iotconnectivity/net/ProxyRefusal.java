package io.iotconnectivity.net;

import io.iotconnectivity.signal.Printable;

/** A proxy opens no tunnel. */
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

    /** The proxy answered CONNECT with a status other than 2xx. */
    public static ProxyRefusal answered(HttpProxy proxy, WaysOut ways, String target, int status) {
        String said = proxy + " (" + ways.from() + ") answered " + status + " instead of opening a tunnel to "
                + Printable.of(target);
        if (status == AUTHENTICATION_REQUIRED) {
            return new ProxyRefusal(
                    said
                            + (proxy.login().isPresent()
                                    ? ": it does not accept this user and password; only Basic authentication is supported"
                                    : ": it requires a user and a password, proxy.url = http://user:password@host:port"),
                    "proxy.url = http://user:password@host:port, best given as IOTC_PROXY_URL",
                    null);
        }
        String why = status == FORBIDDEN || status == NOT_ALLOWED
                ? ": its rules must allow this host and port"
                : ": it may be unable to resolve or reach the host";
        return new ProxyRefusal(
                said + why + ", or name the host in proxy.none",
                "make the proxy's rules allow " + Printable.of(target) + ", or name the host in proxy.none",
                null);
    }

    /** The proxy cannot be connected to. */
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
