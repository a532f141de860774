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

/** The way to a host: through a proxy, or directly. One rule for whatever leaves this machine. */
public final class WaysOut {
    /** No proxy, for nobody. */
    public static final WaysOut DIRECT =
            new WaysOut(Optional.empty(), Optional.empty(), NoProxy.of(""), "no proxy is set");

    private final Optional<HttpProxy> plain;
    private final Optional<HttpProxy> secure;
    private final NoProxy none;
    private final String from;

    /**
     * @param plain  for {@code http} and {@code ws}
     * @param secure for {@code https} and {@code wss}
     * @param from   who named them, for texts: a setting or variables
     */
    public WaysOut(Optional<HttpProxy> plain, Optional<HttpProxy> secure, NoProxy none, String from) {
        this.plain = plain;
        this.secure = secure;
        this.none = none;
        this.from = from;
    }

    /** The proxy on the way to this URL; absent: it is reached directly. */
    public Optional<HttpProxy> to(URI url) {
        boolean isSecure = List.of("https", "wss").contains(url.getScheme().toLowerCase(Locale.ROOT));
        return to(isSecure, url.getHost(), url.getPort() >= 0 ? url.getPort() : isSecure ? 443 : 80);
    }

    /** The proxy on the way to this host; absent: it is reached directly. */
    public Optional<HttpProxy> to(boolean isSecure, String host, int port) {
        return (isSecure ? secure : plain).filter(any -> !none.holds(host, port));
    }

    /** All that there are. */
    public List<HttpProxy> proxies() {
        return Stream.of(plain, secure).flatMap(Optional::stream).distinct().toList();
    }

    public boolean isDirect() {
        return plain.isEmpty() && secure.isEmpty();
    }

    /** The setting or the variables that name the proxy, for whoever has to change it. */
    public String from() {
        return from;
    }

    /** The same for clients that ask in Java's way; logins are none of its business. */
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
                // Whoever asked tells of it.
            }
        };
    }

    @Override
    public String toString() {
        return isDirect() ? "direct" : from;
    }
}
