package io.iotconnectivity.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a host is reached: through a proxy, or directly. One rule for everything that leaves this machine. */
public final class WaysOut {
    /** Every host directly. */
    public static final WaysOut DIRECT =
            new WaysOut(Optional.empty(), Optional.empty(), NoProxy.of(""), "no proxy is set");

    private final Optional<HttpProxy> plain;
    private final Optional<HttpProxy> secure;
    private final NoProxy none;
    private final String from;

    /**
     * @param plain for {@code http} and {@code ws}
     * @param secure for {@code https} and {@code wss}
     * @param from what named them, for messages: a setting or variables
     */
    public WaysOut(Optional<HttpProxy> plain, Optional<HttpProxy> secure, NoProxy none, String from) {
        this.plain = plain;
        this.secure = secure;
        this.none = none;
        this.from = from;
    }

    /** The proxy for this URL; absent: it is reached directly. */
    public Optional<HttpProxy> to(URI url) {
        boolean isSecure = List.of("https", "wss").contains(url.getScheme().toLowerCase(Locale.ROOT));
        return to(isSecure, url.getHost(), url.getPort() >= 0 ? url.getPort() : isSecure ? 443 : 80);
    }

    /** The proxy for this host; absent: it is reached directly. */
    public Optional<HttpProxy> to(boolean isSecure, String host, int port) {
        return (isSecure ? secure : plain).filter(any -> !none.holds(host, port));
    }

    /** All configured proxies. */
    public List<HttpProxy> proxies() {
        return Stream.of(plain, secure).flatMap(Optional::stream).distinct().toList();
    }

    public boolean isDirect() {
        return plain.isEmpty() && secure.isEmpty();
    }

    /** The setting or the variables that name the proxy, for messages. */
    public String from() {
        return from;
    }

    /** The same as a Java {@code ProxySelector}; it does not handle logins. */
    public ProxySelector selector() {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI url) {
                boolean isHttp = url.getScheme() != null
                        && List.of("http", "https").contains(url.getScheme().toLowerCase(Locale.ROOT));
                return List.of(Optional.of(url)
                        .filter(any -> isHttp && any.getHost() != null)
                        .flatMap(WaysOut.this::to)
                        .map(proxy -> new Proxy(
                                Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                        .orElse(Proxy.NO_PROXY));
            }

            @Override
            public void connectFailed(URI url, SocketAddress address, IOException problem) {
                // The caller reports it.
            }
        };
    }

    @Override
    public String toString() {
        return isDirect() ? "direct" : from;
    }
}
