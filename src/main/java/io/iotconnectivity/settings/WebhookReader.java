package io.iotconnectivity.settings;

import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.net.PemFile;
import io.iotconnectivity.webhook.RoutingSettings;
import io.iotconnectivity.webhook.WebhookSettings;
import io.iotconnectivity.webhook.format.BrokenPayload;
import io.iotconnectivity.webhook.format.Format;
import io.iotconnectivity.webhook.format.Payload;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code webhook.<name>.*}. {@link WebhookSettings} defines what is valid; here each part is checked separately.
 */
final class WebhookReader {
    static final KeyFamily FAMILY = KeyFamily.of(
                    "webhook",
                    "url",
                    "format",
                    "secret",
                    "inbound-secret",
                    "events",
                    "min-severity",
                    "kinds",
                    "groups",
                    "classes",
                    "hours",
                    "repeat-every",
                    "allow-private",
                    "ca-file")
            .withMaps("headers", "options", "extra")
            .keepingSecret("url", "secret", "inbound-secret", "headers", "options");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Format CLOUDEVENTS = Format.of(Format.CLOUDEVENTS).orElseThrow();
    /** Tells a payload file that the receiver may report to us. */
    private static final String INBOUND = "inbound";

    private static final URI SOME_URL = URI.create("https://example.com/");

    private final Values values;

    WebhookReader(Values values) {
        this.values = values;
    }

    List<WebhookSettings> read() {
        List<WebhookSettings> webhooks = new ArrayList<>();
        for (String name : values.names(FAMILY)) {
            if (NAME.matcher(name).matches()) {
                read(name).ifPresent(webhooks::add);
            } else {
                values.report("webhook." + name, "is not a valid route name; write letters, digits, '-' or '_'");
            }
        }
        return webhooks;
    }

    private Optional<WebhookSettings> read(String name) {
        String key = "webhook." + name + ".";
        Optional<Format> named = format(key + "format");
        URI url = url(key + "url", named.flatMap(Format::url));
        Optional<Format> format = named.flatMap(found -> at(key + "url", found, url));
        Map<String, String> options = texts(key + "options.");
        Severity least =
                values.word(key + "min-severity", WebhookSettings.DEFAULT_MIN_SEVERITY, Severity.class, Severity::word);
        boolean allowPrivate = values.flag(key + "allow-private");
        Optional<Path> caFile = caFile(key + "ca-file");
        List<String> events = values.list(key + "events");
        List<String> defaultEvents = format.map(Format::events).orElse(WebhookSettings.DEFAULT_EVENTS);
        EventFilter filter = SinkReader.events(values, key + "events", defaultEvents, least);
        if (filter.types().contains(EventType.REPORT_MONTHLY)
                && format.filter(found -> !found.tellsReports()).isPresent()) {
            values.report(
                    key + "events",
                    "names reports, of which the format " + format.get().name()
                            + " makes nothing; leave them out, and send them by sink.mail.events, or by a webhook with the"
                            + " format cloudevents or a payload file of your own");
        }
        RoutingSettings routing = new RoutingReader(values).read(key, format, filter);
        Draft draft = new Draft(name, SOME_URL, List.of(), Map.of());

        List<String> secrets = values.list(key + "secret");
        Map<String, String> headers = texts(key + "headers.");
        boolean urlFits = fits(key + "url", draft.with(url));
        boolean secretsFit = fits(key + "secret", draft.with(secrets));
        boolean headersFit = true;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            headersFit &=
                    fits(key + "headers." + header.getKey(), draft.with(Map.of(header.getKey(), header.getValue())));
        }
        List<String> inbound = values.list(key + "inbound-secret");
        boolean inboundFits =
                inbound.isEmpty() || named.isEmpty() || inboundFits(key + "inbound-secret", named.get(), inbound);
        if (!inbound.isEmpty()) {
            options.put(INBOUND, "true");
        }
        boolean payloadFits = format.isPresent() && payloadFits(key + "format", format.get(), options);
        if (!urlFits || !secretsFit || !headersFit || !inboundFits || !payloadFits) {
            return Optional.empty();
        }
        return Optional.of(new Draft(name, url, secrets, headers)
                .finish(
                        format.get(),
                        options,
                        events.isEmpty() ? defaultEvents : events,
                        least,
                        allowPrivate,
                        caFile,
                        routing,
                        inbound));
    }

    private boolean inboundFits(String key, Format format, List<String> secrets) {
        try {
            WebhookSettings.checkInbound(key, format.name(), secrets);
            return true;
        } catch (IllegalArgumentException e) {
            values.complain(key, e.getMessage());
            return false;
        }
    }

    private Optional<Path> caFile(String key) {
        Optional<Path> file = values.file(key);
        try {
            file.filter(Files::isReadable).ifPresent(readable -> PemFile.certificates(key, readable));
        } catch (IllegalArgumentException e) {
            values.complain(key, e.getMessage());
        }
        return file;
    }

    private Optional<Format> format(String key) {
        Optional<Format> format = Format.of(values.optional(key).orElse(Format.CLOUDEVENTS));
        if (format.isEmpty()) {
            values.report(key, "is not a format; write " + Format.names() + ", or the path of a payload file");
        }
        return format;
    }

    private Optional<Format> at(String key, Format format, URI url) {
        try {
            return Optional.of(format.at(url));
        } catch (IllegalArgumentException e) {
            values.report(key, "does not match its format: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A payload file that is broken, or lacks an option, is reported at startup rather than at the first incident. */
    private boolean payloadFits(String key, Format format, Map<String, String> options) {
        if (format.isCloudEvents()) {
            return true;
        }
        try {
            Payload.open(format, options);
            return true;
        } catch (BrokenPayload e) {
            values.complain(key, key + ": " + e.getMessage());
            return false;
        }
    }

    private URI url(String key, Optional<String> absent) {
        try {
            return new URI(values.optional(key).or(() -> absent).orElse(""));
        } catch (URISyntaxException e) {
            // The message would quote the address, which may contain a secret.
            return URI.create("");
        }
    }

    private Map<String, String> texts(String prefix) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : values.entries().keySet()) {
            if (key.startsWith(prefix) && values.isSet(key)) {
                texts.put(key.substring(prefix.length()), values.text(key));
            }
        }
        return texts;
    }

    private boolean fits(String key, Draft draft) {
        try {
            draft.finish(
                    CLOUDEVENTS,
                    Map.of(),
                    WebhookSettings.DEFAULT_EVENTS,
                    WebhookSettings.DEFAULT_MIN_SEVERITY,
                    false,
                    Optional.empty(),
                    RoutingSettings.ALL,
                    List.of());
            return true;
        } catch (IllegalArgumentException e) {
            values.complain(key, e.getMessage());
            return false;
        }
    }

    private record Draft(String name, URI url, List<String> secrets, Map<String, String> headers) {
        Draft with(URI other) {
            return new Draft(name, other, secrets, headers);
        }

        Draft with(List<String> other) {
            return new Draft(name, url, other, headers);
        }

        Draft with(Map<String, String> other) {
            return new Draft(name, url, secrets, other);
        }

        WebhookSettings finish(
                Format format,
                Map<String, String> options,
                List<String> events,
                Severity least,
                boolean allowPrivate,
                Optional<Path> caFile,
                RoutingSettings routing,
                List<String> inbound) {
            return new WebhookSettings(
                    name,
                    url,
                    format.name(),
                    options,
                    secrets,
                    events,
                    least,
                    headers,
                    allowPrivate,
                    caFile,
                    inbound,
                    WebhookSettings.DEFAULT_CONNECT_TIMEOUT,
                    WebhookSettings.DEFAULT_RESPONSE_TIMEOUT,
                    routing);
        }
    }
}
