package io.iotconnectivity.net;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy that is spoken to in HTTP and makes tunnels by CONNECT. The text form holds no password.
 *
 * @param host name or address, without brackets
 * @param port 1 to 65535
 * @param login what it asks for
 */
public record HttpProxy(String host, int port, Optional<Login> login) {
    private static final int DEFAULT_PORT = 80;
    /** By hand, because people write passwords that no URL may hold. The last '@' ends them. */
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:(?<login>.*)@)?(?<host>\\[[0-9A-Fa-f:.%]+\\]|[^\\s:/@?#\\[\\]]+)"
                    + "(?::(?<port>\\d{1,5}))?/?",
            Pattern.DOTALL);

    /** A user and a password. The text form holds neither. */
    public record Login(String user, String password) {
        /** The value of a header {@code Proxy-Authorization}. */
        public String basic() {
            return "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /**
     * Reads {@code http://user:password@host:port}; scheme, login and port may be left out, as they are in the environment of many.
     *
     * @throws IllegalArgumentException that says what is wrong, without the text
     */
    public static HttpProxy parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("is not the address of a proxy; write http://host:port");
        }
        String scheme = form.group("scheme");
        if (scheme != null && !scheme.equalsIgnoreCase("http")) {
            throw new IllegalArgumentException(
                    "is not a proxy that is spoken to in plain HTTP, and others are not supported; write http://host:port");
        }
        int port = form.group("port") == null ? DEFAULT_PORT : Integer.parseInt(form.group("port"));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("has no usable port; write http://host:port");
        }
        return new HttpProxy(
                form.group("host").replaceAll("[\\[\\]]", ""),
                port,
                Optional.ofNullable(form.group("login"))
                        .filter(login -> !login.isEmpty())
                        .map(HttpProxy::login));
    }

    private static Login login(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new Login(decoded(text), "")
                : new Login(decoded(text.substring(0, colon)), decoded(text.substring(colon + 1)));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    /** Where it listens, as it may be shown. */
    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return "proxy " + address();
    }
}
