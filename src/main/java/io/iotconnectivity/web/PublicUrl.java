package io.iotconnectivity.web;

import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The address at which callers reach us behind a proxy, such as {@code https://ops.example.com/monitor/}.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case; an IPv6 address in brackets
 * @param port never the scheme's default, which is −1 here
 * @param basePath the prefix of all our paths, without a trailing slash; empty if there is none
 */
public record PublicUrl(String scheme, String host, int port, String basePath) {
    private static final String REBASED = "rebased";
    private static final Pattern PLAIN_PATH = Pattern.compile("(?:/[A-Za-z0-9._~-]++)*+/?");

    /**
     * @throws IllegalArgumentException if the text is not such an address; the message says what to write
     */
    public static PublicUrl of(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(wanted(), e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        boolean plain = uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && uri.getRawUserInfo() == null
                && PLAIN_PATH.matcher(path).matches()
                && path.equals(URI.create(path).normalize().getRawPath());
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null || !plain) {
            throw new IllegalArgumentException(wanted());
        }
        return new PublicUrl(
                scheme,
                uri.getHost().toLowerCase(Locale.ROOT),
                uri.getPort() == ownPort(scheme) ? -1 : uri.getPort(),
                path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    private static String wanted() {
        return "is not an address such as https://ops.example.com/monitor/: http or https, a host, and a plain path at most";
    }

    private static int ownPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** Whether a browser that shows one of our pages sends this as its origin. */
    boolean isOrigin(String origin) {
        return origin.equalsIgnoreCase(origin());
    }

    private String origin() {
        return scheme + "://" + host + (port < 0 ? "" : ":" + port);
    }

    /**
     * Proxies pass the base path on or strip it; both work. A request that still has it is rerouted as if it did not.
     *
     * @return whether the request is handled elsewhere from now on
     */
    boolean rebase(RoutingContext context) {
        String path = context.request().path();
        if (basePath.isEmpty() || path == null || context.get(REBASED) != null) {
            return false;
        }
        if (path.equals(basePath)) {
            // The page's links are relative to a folder.
            context.response()
                    .setStatusCode(308)
                    .putHeader("Location", basePath + "/")
                    .end();
            return true;
        }
        if (!path.startsWith(basePath + "/")) {
            return false;
        }
        context.put(REBASED, true);
        context.reroute(context.request().uri().substring(basePath.length()));
        return true;
    }

    /** As written in the setting. */
    @Override
    public String toString() {
        return origin() + basePath + "/";
    }
}
