package io.iotconnectivity.settings;

import io.iotconnectivity.event.Severity;
import io.iotconnectivity.webhook.WebhookSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads {@code webhook.<name>.*}. What may stand where, {@link WebhookSettings} says; here each part is tried by itself. */
final class WebhookReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Set<String> FORMATS_TO_COME =
            Set.of("pagerduty", "jsm", "opsgenie", "servicenow", "jira", "slack", "teams");
    private static final URI SOME_URL = URI.create("https://example.com/");

    private final Values values;

    WebhookReader(Values values) {
        this.values = values;
    }

    List<WebhookSettings> read() {
        Set<String> names = new TreeSet<>();
        for (String key : values.entries().keySet()) {
            if (key.startsWith("webhook.")) {
                names.add(key.split("\\.")[1]);
            }
        }
        List<WebhookSettings> webhooks = new ArrayList<>();
        for (String name : names) {
            if (NAME.matcher(name).matches()) {
                read(name).ifPresent(webhooks::add);
            } else {
                values.report(
                        "webhook." + name, "has a name that no route can have; write letters, digits, '-' or '_'");
            }
        }
        return webhooks;
    }

    private Optional<WebhookSettings> read(String name) {
        String key = "webhook." + name + ".";
        checkFormat(key + "format");
        Severity least =
                values.word(key + "min-severity", WebhookSettings.DEFAULT_MIN_SEVERITY, Severity.class, Severity::word);
        boolean allowPrivate = values.flag(key + "allow-private");
        List<String> events = values.list(key + "events");
        SettingsReader.events(values, key + "events", WebhookSettings.DEFAULT_EVENTS, least);
        Draft draft = new Draft(name, SOME_URL, List.of(), Map.of());

        URI url = url(key + "url");
        List<String> secrets = values.list(key + "secret");
        Map<String, String> headers = headers(key + "headers.");
        boolean urlFits = fits(key + "url", draft.with(url));
        boolean secretsFit = fits(key + "secret", draft.with(secrets));
        boolean headersFit = true;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            headersFit &=
                    fits(key + "headers." + header.getKey(), draft.with(Map.of(header.getKey(), header.getValue())));
        }
        if (!urlFits || !secretsFit || !headersFit) {
            return Optional.empty();
        }
        return Optional.of(new Draft(name, url, secrets, headers)
                .finish(events.isEmpty() ? WebhookSettings.DEFAULT_EVENTS : events, least, allowPrivate));
    }

    private void checkFormat(String key) {
        String format = values.optional(key).orElse(WebhookSettings.CLOUDEVENTS);
        if (!format.equals(WebhookSettings.CLOUDEVENTS)) {
            values.report(
                    key,
                    (FORMATS_TO_COME.contains(format) ? "is not available in this version" : "is not a format")
                            + "; write " + WebhookSettings.CLOUDEVENTS);
        }
    }

    private URI url(String key) {
        try {
            return new URI(values.text(key));
        } catch (URISyntaxException e) {
            // The message would quote the address, which may hold a secret.
            return URI.create("");
        }
    }

    private Map<String, String> headers(String prefix) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String key : values.entries().keySet()) {
            if (key.startsWith(prefix)) {
                headers.put(key.substring(prefix.length()), values.text(key));
            }
        }
        return headers;
    }

    private boolean fits(String key, Draft draft) {
        try {
            draft.finish(WebhookSettings.DEFAULT_EVENTS, WebhookSettings.DEFAULT_MIN_SEVERITY, false);
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

        WebhookSettings finish(List<String> events, Severity least, boolean allowPrivate) {
            return new WebhookSettings(
                    name,
                    url,
                    WebhookSettings.CLOUDEVENTS,
                    secrets,
                    events,
                    least,
                    headers,
                    allowPrivate,
                    WebhookSettings.DEFAULT_CONNECT_TIMEOUT,
                    WebhookSettings.DEFAULT_RESPONSE_TIMEOUT);
        }
    }
}
