package io.iotconnectivity.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides who may ask, before anything else looks at a request. */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /** For those who watch the process from outside and know no token. They tell nothing but yes or no. */
    static final String LIVE = "/observe/health/live";

    static final String READY = "/observe/health/ready";

    /** The longest body, in bytes. */
    static final int MAX_BODY = 64 * 1024;

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
    static final Problem TOO_LARGE = new Problem(413, "Content too large", "a body has at most " + MAX_BODY + " bytes");
    private static final int DASHBOARDS_PER_SECOND = 5;
    private static final String BEARER = "bearer ";
    private static final Set<String> PROBES = Set.of(LIVE, READY);
    private static final String KNOWN = "known caller";
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpSettings settings;
    private final Pages pages;
    private final CallerLimit limit;
    /** A dashboard is some dozens of small files at once, and several may be opened behind one address. */
    private final CallerLimit pagesLimit;

    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param pages everybody may see
     */
    Gate(HttpSettings settings, Pages pages) {
        this.settings = settings;
        this.pages = pages;
        this.limit = new CallerLimit(settings.maxRequestsPerSecond());
        this.pagesLimit =
                new CallerLimit(Math.max(settings.maxRequestsPerSecond(), DASHBOARDS_PER_SECOND * pages.count()));
    }

    void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        protect(context.response());
        CallerLimit counted = pages.serves(request) ? pagesLimit : limit;
        counted.count(settings.trustedProxies().client(request));
        warnOfProxy(request);
        if (isRebound(request)) {
            // A page in a browser here could make its own name point to us, and read along.
            throw new Problem.Refusal(
                    421,
                    "Misdirected request",
                    "ask for localhost or 127.0.0.1: this name is not ours; behind a proxy, it is that of http.public-url");
        }
        boolean known = isKnown(request);
        context.put(KNOWN, known);
        if (!known && !PROBES.contains(request.path()) && !pages.serves(request)) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
            throw new Problem.Refusal(401, "Unauthorized", "send 'Authorization: Bearer <http.token>'");
        }
        if (announcedBody(request) > MAX_BODY) {
            context.response().putHeader("Connection", "close");
            throw new Problem.Refusal(TOO_LARGE);
        }
        if (isWrite(request)) {
            checkWrite(context);
        }
        context.next();
    }

    /** Whether a request may change something, and may have a body. */
    static boolean isWrite(HttpServerRequest request) {
        return !READING.contains(request.method());
    }

    /** Whether a request that came through may be told everything, and not only whether we are well. */
    static boolean isKnown(RoutingContext context) {
        return Boolean.TRUE.equals(context.<Boolean>get(KNOWN));
    }

    private void warnOfProxy(HttpServerRequest request) {
        if (settings.trustedProxies().isUntrustedProxy(request) && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "Requests come through a proxy at {} that http.trusted-proxies does not name: all its callers count as one"
                            + " (http.max-requests-per-second)",
                    request.remoteAddress().hostAddress());
        }
    }

    /** A page of another site in a browser here could have it send requests, if not read the answers. */
    private void checkWrite(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<String> site = header(request, "Sec-Fetch-Site");
        boolean sameSite =
                header(request, "Origin").map(origin -> isOurs(origin, request)).orElse(true)
                        && site.map(OWN_SITE::contains).orElse(true);
        if (!sameSite) {
            throw new Problem.Refusal(
                    403,
                    "Forbidden",
                    "pages of other sites may change nothing here; behind a proxy, http.public-url says which site is ours");
        }
        boolean hasBody = announcedBody(request) > 0
                || header(request, "Transfer-Encoding").isPresent();
        Optional<String> type = header(request, "Content-Type");
        // Forms can send other types without being asked by the browser whether they may.
        if (type.isPresent() ? !isJson(type.get()) : hasBody) {
            throw new Problem.Refusal(415, "Unsupported media type", "send 'Content-Type: application/json'");
        }
    }

    private boolean isOurs(String origin, HttpServerRequest request) {
        if (settings.publicUrl().filter(url -> url.isOrigin(origin)).isPresent()) {
            return true;
        }
        String host = header(request, "Host").orElse("");
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    private static boolean isJson(String type) {
        return type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json");
    }

    private static Optional<String> header(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    private static void protect(HttpServerResponse response) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store");
    }

    private boolean isRebound(HttpServerRequest request) {
        if (!settings.loopback()) {
            return false;
        }
        String host = Optional.ofNullable(request.getHeader("Host")).orElse("").toLowerCase(Locale.ROOT);
        String name = host.replaceFirst(":\\d{1,5}$", "");
        return !LOOPBACK_NAMES.contains(name)
                && !name.equals(settings.host().toLowerCase(Locale.ROOT))
                && settings.publicUrl().filter(url -> url.host().equals(name)).isEmpty();
    }

    private boolean isKnown(HttpServerRequest request) {
        if (settings.token().isEmpty()) {
            return true;
        }
        String shown = Optional.ofNullable(request.getHeader("Authorization")).orElse("");
        return shown.toLowerCase(Locale.ROOT).startsWith(BEARER)
                && MessageDigest.isEqual(
                        bytes(shown.substring(BEARER.length()).strip()),
                        bytes(settings.token().get()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long announcedBody(HttpServerRequest request) {
        try {
            return Long.parseLong(
                    Optional.ofNullable(request.getHeader("Content-Length")).orElse("0"));
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
