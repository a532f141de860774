package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.signal.Headline;
import io.iotconnectivity.signal.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;

/**
 * Where a broker listens, in the form that the MQTT client understands. Contains no credentials, so it may be logged.
 *
 * @param scheme {@code tcp}, {@code ssl}, {@code ws} or {@code wss}
 * @param host name or address; IPv6 addresses in brackets
 * @param port 1 to 65535
 * @param path of a WebSocket, else empty
 */
record BrokerUrl(String scheme, String host, int port, String path) {
    private static final int LONGEST_SHOWN = 200;
    private static final Map<String, String> SCHEMES =
            Map.of("tcp", "tcp", "mqtt", "tcp", "ssl", "ssl", "tls", "ssl", "mqtts", "ssl", "ws", "ws", "wss", "wss");
    private static final Map<String, Integer> DEFAULT_PORTS = Map.of("tcp", 1883, "ssl", 8883, "ws", 80, "wss", 443);

    /**
     * Parses {@code mqtt.url}.
     *
     * @throws IllegalArgumentException that says what is wrong and what to write instead; it never repeats a password
     */
    static BrokerUrl parse(String text) {
        String shown = shown(text);
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw refuse(shown, "is not a URL");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("mqtt.url: " + shown
                    + " must not contain a user name or a password; use mqtt.username and mqtt.password");
        }
        String scheme = uri.getScheme() == null
                ? ""
                : SCHEMES.getOrDefault(uri.getScheme().toLowerCase(Locale.ROOT), "");
        if (scheme.isEmpty()) {
            throw refuse(shown, "has no supported scheme");
        }
        if (uri.getHost() == null) {
            throw refuse(shown, "has no host name");
        }
        int port = uri.getPort() == -1 ? DEFAULT_PORTS.get(scheme) : uri.getPort();
        if (port < 1 || port > 65535) {
            throw refuse(shown, "has no usable port");
        }
        String path = uri.getRawPath() == null || !scheme.startsWith("ws") ? "" : uri.getRawPath();
        return new BrokerUrl(scheme, uri.getHost().toLowerCase(Locale.ROOT), port, path);
    }

    /** The text with everything between {@code ://} and {@code @} masked. */
    static String withoutUserInfo(String text) {
        return text.replaceFirst("(?<=//)[^/]*@", "***@");
    }

    private static String shown(String text) {
        return Headline.of(Printable.of(withoutUserInfo(text)), LONGEST_SHOWN);
    }

    boolean isSecure() {
        return scheme.equals("ssl") || scheme.equals("wss");
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port + path;
    }

    private static IllegalArgumentException refuse(String shown, String what) {
        return new IllegalArgumentException(
                "mqtt.url: \"" + shown + "\" " + what + "; write tcp://host:1883 or ssl://host:8883");
    }
}
