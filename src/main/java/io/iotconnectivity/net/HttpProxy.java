package io.iotconnectivity.net;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plain-HTTP proxy that opens tunnels by CONNECT. The text form omits the password.
 *
 * @param host name or address, without brackets
 * @param port 1 to 65535
 * @param login the credentials it requires
 */
public record HttpProxy(String host, int port, Optional<Login> login) {
    private static final int DEFAULT_PORT = 80;
    /** Parsed by hand, because people write passwords that no URL may contain. The last '@' ends them. */
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:(?<login>.*)@)?(?<host>\\[[0-9A-Fa-f:.%]+\\]|[^\\s:/@?#\\[\\]]+)"
                    + "(?::(?<port>\\d{1,5}))?/?",
            Pattern.DOTALL);

    /** A user and a password. The text form omits both. */
    public record Login(String user, String password) {
        /** The value of a {@code Proxy-Authorization} header. */
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
     * Parses {@code http://user:password@host:port}; scheme, login and port are optional, as they often are in
     * environment variables.
     *
     * @throws IllegalArgumentException that says what is wrong without quoting the text
     */
    public static HttpProxy parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("is not a proxy address; write http://host:port");
        }
        String scheme = form.group("scheme");
        if (scheme != null && !scheme.equalsIgnoreCase("http")) {
            throw new IllegalArgumentException(
                    "is not a plain-HTTP proxy, and others are not supported; write http://host:port");
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

    /** Where it listens, in a form that may be shown. */
    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return "proxy " + address();
    }
}
