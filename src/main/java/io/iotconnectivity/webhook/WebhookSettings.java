package io.iotconnectivity.webhook;

import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.secret.SecretNames;
import io.iotconnectivity.secret.SecretParts;
import io.iotconnectivity.webhook.format.Format;
import io.iotconnectivity.webhook.inbound.InboundHook;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One webhook, as configured by {@code webhook.<name>.*}. Whatever may be secret in it stays out of {@link #toString()}
 * and of exception messages.
 *
 * @param name letters, digits, {@code -} and {@code _}, at most 64
 * @param url {@code http} or {@code https}, without user info or a fragment
 * @param format what is posted: {@value #CLOUDEVENTS}, a shipped payload file, or the path of the user's own
 * @param options for the payload file, by their keys
 * @param secrets each {@code whsec_<base64>}; more than one during rotation, none to send unsigned
 * @param eventPatterns see {@link EventFilter#of}
 * @param minSeverity events about a lesser outage are not posted
 * @param headers sent with every request, for example {@code Authorization}
 * @param allowPrivate whether the address may be outside the public internet
 * @param caFile PEM certificates of authorities to trust besides those of the Java runtime
 * @param inboundSecrets what proves that its receiver reports to us; empty if it may not
 * @param connectTimeout for the connection, and again for its TLS handshake
 * @param responseTimeout for the whole response
 * @param routing which incidents it is told of, and when
 */
public record WebhookSettings(
        String name,
        URI url,
        String format,
        Map<String, String> options,
        List<String> secrets,
        List<String> eventPatterns,
        Severity minSeverity,
        Map<String, String> headers,
        boolean allowPrivate,
        Optional<Path> caFile,
        List<String> inboundSecrets,
        Duration connectTimeout,
        Duration responseTimeout,
        RoutingSettings routing) {

    public static final String CLOUDEVENTS = Format.CLOUDEVENTS;
    public static final List<String> DEFAULT_EVENTS = Format.EVENTS;
    public static final Severity DEFAULT_MIN_SEVERITY = Severity.INFO;
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(3);
    public static final Duration DEFAULT_RESPONSE_TIMEOUT = Duration.ofSeconds(10);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    /** Headers that the delivery itself sets. */
    private static final Set<String> RESERVED = Set.of(
            "host",
            "connection",
            "content-length",
            "content-type",
            "transfer-encoding",
            "expect",
            "upgrade",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature");

    /** A webhook that is told of everything at once, and whose receiver may not report to us. */
    public WebhookSettings(
            String name,
            URI url,
            String format,
            Map<String, String> options,
            List<String> secrets,
            List<String> eventPatterns,
            Severity minSeverity,
            Map<String, String> headers,
            boolean allowPrivate,
            Optional<Path> caFile,
            Duration connectTimeout,
            Duration responseTimeout) {
        this(
                name,
                url,
                format,
                options,
                secrets,
                eventPatterns,
                minSeverity,
                headers,
                allowPrivate,
                caFile,
                List.of(),
                connectTimeout,
                responseTimeout,
                RoutingSettings.ALL);
    }

    /** A webhook that trusts the authorities of the Java runtime. */
    public WebhookSettings(
            String name,
            URI url,
            String format,
            Map<String, String> options,
            List<String> secrets,
            List<String> eventPatterns,
            Severity minSeverity,
            Map<String, String> headers,
            boolean allowPrivate,
            Duration connectTimeout,
            Duration responseTimeout) {
        this(
                name,
                url,
                format,
                options,
                secrets,
                eventPatterns,
                minSeverity,
                headers,
                allowPrivate,
                Optional.empty(),
                connectTimeout,
                responseTimeout);
    }

    /**
     * @throws IllegalArgumentException naming the invalid setting, and what is valid
     */
    public WebhookSettings {
        secrets = List.copyOf(secrets);
        inboundSecrets = List.copyOf(inboundSecrets);
        eventPatterns = List.copyOf(eventPatterns);
        headers = Map.copyOf(headers);
        options = Map.copyOf(options);
        check(
                NAME.matcher(name).matches(),
                "webhook.<name>: a name has 1 to 64 letters, digits, '-' or '_', and no other characters");
        checkUrl(name, url);
        check(
                Format.of(format).isPresent(),
                "webhook." + name + ".format: '" + format + "' is not a format; write " + Format.names()
                        + " or the path of a payload file");
        for (String secret : secrets) {
            check(
                    WebhookSecret.isWellFormed(secret),
                    "webhook." + name + ".secret: a secret is whsec_ and the base64 of "
                            + WebhookSecret.MIN_BYTES + " to " + WebhookSecret.MAX_BYTES
                            + " bytes; make one with: echo whsec_$(openssl rand -base64 32)");
        }
        try {
            EventFilter.of(eventPatterns, minSeverity);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("webhook." + name + ".events: " + e.getMessage(), e);
        }
        if (!inboundSecrets.isEmpty()) {
            checkInbound("webhook." + name + ".inbound-secret", format, inboundSecrets);
        }
        headers.forEach((header, value) -> checkHeader("webhook." + name + ".headers." + header, header, value));
    }

    /**
     * @param key the setting, for the message
     * @throws IllegalArgumentException if the receivers of this format cannot report to us, or a secret is not one
     */
    public static void checkInbound(String key, String format, List<String> inboundSecrets) {
        try {
            InboundHook.check(format, inboundSecrets);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    /** The way back; empty if its receiver may not report to us. */
    public Optional<InboundHook> inbound() {
        return inboundSecrets.isEmpty() ? Optional.empty() : Optional.of(new InboundHook(name, format, inboundSecrets));
    }

    /** The setting of {@link #caFile}. */
    String caSetting() {
        return "webhook." + name + ".ca-file";
    }

    /** What is posted to this webhook. */
    public EventFilter wants() {
        return routing.chosenFrom(EventFilter.of(eventPatterns, minSeverity));
    }

    /** The target's rate limit in events per second, if its documentation states one. */
    public Optional<Double> perSecond() {
        return Format.of(format).flatMap(Format::perSecond);
    }

    /** The options that may be shown, and sent to an address no longer in the settings. */
    Map<String, String> publicOptions() {
        return options(false);
    }

    Map<String, String> secretOptions() {
        return options(true);
    }

    /**
     * Collects what its receiver may echo and nobody else may learn.
     *
     * @param longWord see {@link SecretParts#url}
     */
    void secretsInto(SecretParts parts, int longWord) {
        if (!isPublic(url.toString())) {
            parts.url(url.toString(), longWord);
        }
        headers.forEach(parts::header);
        secretOptions().values().forEach(parts::secret);
        secrets.forEach(parts::secret);
        inboundSecrets.forEach(parts::secret);
    }

    /** Whether it is the address shared by all customers of a target. */
    public static boolean isPublic(String url) {
        return Format.isPublic(url);
    }

    private Map<String, String> options(boolean secret) {
        return options.entrySet().stream()
                .filter(option -> SecretNames.isSecret(option.getKey()) == secret)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public String toString() {
        return "webhook " + name + " at " + url.getScheme() + "://" + url.getRawAuthority() + "/… (" + format
                + ", events "
                + eventPatterns + " from " + minSeverity.word() + ", " + (secrets.isEmpty() ? "unsigned" : "signed")
                + ", headers " + headers.keySet() + (allowPrivate ? ", private addresses allowed" : "") + ")";
    }

    private static void checkUrl(String name, URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        check(
                (scheme.equals("https") || scheme.equals("http")) && url.getHost() != null,
                "webhook." + name + ".url: write an address such as https://example.com/hook");
        check(
                url.getRawUserInfo() == null,
                "webhook." + name + ".url: remove user and password from it, and set webhook." + name
                        + ".headers.Authorization");
        check(url.getRawFragment() == null, "webhook." + name + ".url: remove the part from '#' on");
    }

    private static void checkHeader(String key, String header, String value) {
        check(HEADER_NAME.matcher(header).matches(), key + ": this is not a header name");
        check(
                !RESERVED.contains(header.toLowerCase(Locale.ROOT)),
                key + ": this header is set automatically; remove it");
        check(
                HEADER_VALUE.matcher(value).matches(),
                key + ": a value may only contain visible ASCII characters and spaces");
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
