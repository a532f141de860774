package io.iotconnectivity.webhook;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds the address of one request from the webhook's: a longer path and query, but never another host. */
final class Address {
    private Address() {}

    /**
     * @param path empty or beginning with a slash, encoded
     * @param query not encoded
     */
    static URI of(URI url, String path, Map<String, String> query) {
        String own = url.getRawPath() == null ? "" : url.getRawPath();
        String whole = path.isEmpty() ? own : (own.endsWith("/") ? own.substring(0, own.length() - 1) : own) + path;
        String more = query.entrySet().stream()
                .map(part -> encoded(part.getKey()) + "=" + encoded(part.getValue()))
                .collect(Collectors.joining("&"));
        String before = url.getRawQuery() == null ? "" : url.getRawQuery();
        String all = before.isEmpty() || more.isEmpty() ? before + more : before + "&" + more;
        return URI.create(url.getScheme() + "://" + url.getRawAuthority() + whole + (all.isEmpty() ? "" : "?" + all));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
