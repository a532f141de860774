package io.iotconnectivity.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides who may send a request, before anything else looks at it. */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /** For monitors that watch the process from outside and have no token. They reveal only yes or no. */
    static final String LIVE = "/observe/health/live";

    static final String READY = "/observe/health/ready";

    static final String HEALTH = "/observe/health";

    /** What ticket systems may call; they sign what they send, instead of having the token. */
    static final String HOOKS = "/hooks/";

    /** The longest body, in bytes. */
    static final int MAX_BODY = 64 * 1024;

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
    static final Problem TOO_LARGE = new Problem(413, "Content too large", "a body has at most " + MAX_BODY + " bytes");
    private static final int DASHBOARDS_PER_SECOND = 5;
    private static final int REFUSALS_PER_SECOND = 20;
    private static final int HOOKS_PER_SECOND = 20;
    private static final String BEARER = "bearer ";
    private static final Set<String> OPEN_PROBES = Set.of(LIVE, READY);
    private static final Set<String> PROBES = Set.of(LIVE, READY, HEALTH);
    private static final String KNOWN = "known caller";
    private static final String CLIENT = "client";
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpSettings settings;
    private final Pages pages;
    private final Set<String> hooks;
    private final CallerLimit limit;
    /** A dashboard loads dozens of small files at once, and several may be open behind one address. */
    private final CallerLimit pagesLimit;
    /** Callers with and without the token may share an address, behind a proxy or a router. */
    private final CallerLimit refusals;

    private final AtomicBoolean warned = new AtomicBoolean();

    /** Whoever has no token may still not have us check many signatures. */
    private final CallerLimit hooksLimit;

    /**
     * @param pages what everybody may see
     * @param hooks the names of the webhooks whose receivers may report to us
     */
    Gate(HttpSettings settings, Pages pages, Collection<String> hooks) {
        this.hooks = hooks.stream().map(HOOKS::concat).collect(Collectors.toUnmodifiableSet());
        this.hooksLimit = new CallerLimit(Math.min(settings.maxRequestsPerSecond(), HOOKS_PER_SECOND));
        this.settings = settings;
        this.pages = pages;
        this.limit = new CallerLimit(settings.maxRequestsPerSecond());
        this.pagesLimit =
                new CallerLimit(Math.max(settings.maxRequestsPerSecond(), DASHBOARDS_PER_SECOND * pages.count()));
        this.refusals = new CallerLimit(Math.min(settings.maxRequestsPerSecond(), REFUSALS_PER_SECOND));
    }

    void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        protect(context.response());
        boolean known = isKnown(request);
        context.put(KNOWN, known);
        context.put(CLIENT, client(request));
        boolean page = pages.serves(request);
        boolean hook = isHook(request);
        warnOfProxy(request);
        Optional<Problem.Refusal> refusal = refusal(context, page || hook, page, known);
        if (refusal.isPresent()) {
            if (refusals.has(client(request))) {
                throw refusal.get();
            }
            endConnection(context);
            throw refusals.tooOften("refused requests a second from one address; others from it are answered");
        }
        if (isProbe(request)) {
            // Probes are answered whatever others do. Each guess at the token uses up one of those guesses.
            if (!known && shownToken(request).isPresent() && !refusals.has(client(request))) {
                endConnection(context);
            }
        } else {
            (hook ? hooksLimit : page ? pagesLimit : limit).count(client(request));
        }
        if (announcedBody(request) > MAX_BODY) {
            context.response().putHeader("Connection", "close");
            throw new Problem.Refusal(TOO_LARGE);
        }
        if (hook) {
            // Slack signs a form: it is kept as it was signed, and not parsed as one, which would be up to 8 KiB only.
            request.headers().remove("Content-Type");
        }
        // Browsers may send forms from other sites without asking, but no signature.
        if (isWrite(request) && !hook) {
            checkType(request);
        }
        context.next();
    }

    private Optional<Problem.Refusal> refusal(RoutingContext context, boolean open, boolean page, boolean known) {
        HttpServerRequest request = context.request();
        if (isRebound(request)) {
            // A page in a local browser could point its own name at us (DNS rebinding) and read along.
            return Optional.of(
                    new Problem.Refusal(
                            421,
                            "Misdirected request",
                            "use localhost or 127.0.0.1: this host name is not ours; behind a proxy, it must be that of http.public-url"));
        }
        if (isOfOtherSite(request) && !(page && isLink(request))) {
            return Optional.of(new Problem.Refusal(
                    403,
                    "Forbidden",
                    "pages of other sites may neither read nor change anything here, only link to the dashboard;"
                            + " behind a proxy, http.public-url says which site is ours"));
        }
        if (!known && !OPEN_PROBES.contains(request.path()) && !open) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
            return Optional.of(new Problem.Refusal(401, "Unauthorized", "send 'Authorization: Bearer <http.token>'"));
        }
        return Optional.empty();
    }

    /** Whether a request may change something, and may have a body. */
    static boolean isWrite(HttpServerRequest request) {
        return !READING.contains(request.method());
    }

    /** Whether an admitted request may see everything, and not only whether we are healthy. */
    static boolean isKnown(RoutingContext context) {
        return Boolean.TRUE.equals(context.<Boolean>get(KNOWN));
    }

    /** What counts as the caller of an admitted request: an address, or a network of them. */
    static String caller(RoutingContext context) {
        return CallerLimit.network(context.get(CLIENT));
    }

    private void warnOfProxy(HttpServerRequest request) {
        if (settings.trustedProxies().isUntrustedProxy(request) && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "Requests arrive through a proxy at {} that is not in http.trusted-proxies: all its callers count as one"
                            + " (http.max-requests-per-second)",
                    request.remoteAddress().hostAddress());
        }
    }

    /**
     * Whether a page of another site sent this through a local browser. Such a page can use the browser's reach even
     * where it cannot read the responses: an image is enough. Clients other than browsers send none of these headers.
     *
     * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch metadata</a>
     */
    private boolean isOfOtherSite(HttpServerRequest request) {
        return header(request, "Sec-Fetch-Site")
                        .filter(site -> !OWN_SITE.contains(site))
                        .isPresent()
                || header(request, "Origin")
                        .filter(origin -> !isOurs(origin, request))
                        .isPresent();
    }

    /**
     * Whether somebody follows a link, for example from a ticket: the result is a page of its own that no other page
     * can read.
     */
    private static boolean isLink(HttpServerRequest request) {
        return header(request, "Sec-Fetch-Mode").filter("navigate"::equals).isPresent()
                && header(request, "Sec-Fetch-Dest").filter("document"::equals).isPresent();
    }

    private static void checkType(HttpServerRequest request) {
        boolean hasBody = announcedBody(request) > 0
                || header(request, "Transfer-Encoding").isPresent();
        Optional<String> type = header(request, "Content-Type");
        // Forms can send other types without the browser's asking first (CORS preflight).
        if (type.isPresent() ? !isJson(type.get()) : hasBody) {
            throw new Problem.Refusal(415, "Unsupported media type", "send 'Content-Type: application/json'");
        }
    }

    private boolean isHook(HttpServerRequest request) {
        return request.method() == HttpMethod.POST && hooks.contains(request.path());
    }

    private static boolean isProbe(HttpServerRequest request) {
        return request.method() == HttpMethod.GET && PROBES.contains(request.path());
    }

    private String client(HttpServerRequest request) {
        return settings.trustedProxies().client(request);
    }

    private static void endConnection(RoutingContext context) {
        context.response().putHeader("Connection", "close");
        context.addEndHandler(sent -> context.request().connection().close());
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
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store");
    }

    private boolean isRebound(HttpServerRequest request) {
        if (!settings.loopback()) {
            return false;
        }
        String name = header(request, "Host")
                .flatMap(Authority::of)
                .map(Authority::host)
                .orElse("");
        return !LOOPBACK_NAMES.contains(name)
                && !name.equals(settings.host().toLowerCase(Locale.ROOT))
                && settings.publicUrl().filter(url -> url.host().equals(name)).isEmpty();
    }

    private boolean isKnown(HttpServerRequest request) {
        return settings.token().isEmpty()
                || shownToken(request)
                        .filter(shown -> MessageDigest.isEqual(
                                bytes(shown), bytes(settings.token().get())))
                        .isPresent();
    }

    private static Optional<String> shownToken(HttpServerRequest request) {
        return header(request, "Authorization")
                .filter(shown -> shown.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(shown -> shown.substring(BEARER.length()).strip());
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
