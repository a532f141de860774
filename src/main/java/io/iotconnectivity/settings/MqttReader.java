package io.iotconnectivity.settings;

import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.source.mqtt.MqttSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code mqtt.*}: the broker, the login, and the limits of a connection. */
final class MqttReader {
    static final String URL = "mqtt.url";
    static final String PASSWORD = "mqtt.password";

    private static final String CLIENT_ID = "mqtt.client-id";
    private static final String CERTIFICATE = "mqtt.certificate-file";
    private static final String KEY = "mqtt.key-file";
    private static final String USERNAME = "mqtt.username";
    private static final String SESSION_EXPIRY = "mqtt.session-expiry";
    private static final String KEEP_ALIVE = "mqtt.keep-alive";
    private static final Set<String> SCHEMES = Set.of("tcp", "mqtt", "ssl", "tls", "mqtts", "ws", "wss");
    /** An MQTT client id must leave room for the ending that its source route adds. */
    private static final Pattern CLIENT_ID_FORM = Pattern.compile("[\\x21-\\x7e&&[^+#/]]{1,100}");

    private final Values values;

    MqttReader(Values values) {
        this.values = values;
    }

    MqttSettings read(WaysOut ways) {
        checkBroker();
        String clientId = values.required(CLIENT_ID);
        if (!clientId.isEmpty() && !CLIENT_ID_FORM.matcher(clientId).matches()) {
            values.report(CLIENT_ID, "is not usable; write up to 100 letters, digits, dots or dashes");
        }
        Optional<Path> certificate = values.file(CERTIFICATE);
        Optional<Path> key = values.file(KEY);
        if (certificate.isPresent() != key.isPresent()) {
            values.report(
                    certificate.isPresent() ? CERTIFICATE : KEY,
                    "also needs " + (certificate.isPresent() ? KEY : CERTIFICATE));
        }
        if (values.isSet(PASSWORD) && !values.isSet(USERNAME)) {
            values.report(PASSWORD, "also needs " + USERNAME);
        }
        values.duration(SESSION_EXPIRY, Duration.ofSeconds(1), Duration.ofDays(365));
        values.number("mqtt.receive-maximum", 1, 1, 65_535);
        values.duration(KEEP_ALIVE, Duration.ofSeconds(5), Duration.ofMinutes(20));
        return new MqttSettings(
                values.text(URL),
                clientId,
                values.file("mqtt.ca-file"),
                certificate,
                key,
                values.optional(USERNAME),
                values.optional(PASSWORD),
                ways);
    }

    /** Messages per second; 0: never. */
    int rateAlarm() {
        return values.number("mqtt.rate-alarm", 0, 0, 1_000_000);
    }

    /** MQTT counts in seconds, so routes receive these durations as whole seconds. */
    Map<String, String> placeholders() {
        Map<String, String> seconds = new HashMap<>();
        for (String key : List.of(SESSION_EXPIRY, KEEP_ALIVE)) {
            Durations.parse(values.text(key))
                    .ifPresent(duration -> seconds.put(key, String.valueOf(Math.max(1, duration.toSeconds()))));
        }
        return seconds;
    }

    private void checkBroker() {
        String url = values.required(URL);
        if (url.contains("@")) {
            values.problem(URL + " must not contain a user name or password; use mqtt.username and mqtt.password");
            return;
        }
        try {
            URI uri = new URI(url);
            if (url.isEmpty()
                    || uri.getHost() != null
                            && uri.getScheme() != null
                            && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                            && uri.getPort() <= 65_535) {
                return;
            }
        } catch (URISyntaxException notAUrl) {
            // Reported below, like every other text that is not a broker address.
        }
        values.report(URL, "is not a broker's address; write tcp://host:1883 or ssl://host:8883");
    }
}
