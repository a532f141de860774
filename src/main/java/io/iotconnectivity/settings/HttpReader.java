package io.iotconnectivity.settings;

import io.iotconnectivity.web.HttpSettings;
import io.iotconnectivity.web.PublicUrl;
import io.iotconnectivity.web.TrustedProxies;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Reads {@code http.*}: where the HTTP interface listens, and what is in front of it. */
final class HttpReader {
    static final String TOKEN = "http.token";

    private static final int SHORTEST_TOKEN = 16;

    private final Values values;

    HttpReader(Values values) {
        this.values = values;
    }

    /** Only what a caller on this machine needs to know. */
    HttpAddress address() {
        return new HttpAddress(
                values.required("http.host"), values.number("http.port", 8080, 0, 65_535), values.optional(TOKEN));
    }

    HttpSettings read() {
        HttpAddress address = address();
        String host = address.host();
        Optional<String> token = address.token();
        boolean loopback = false;
        try {
            loopback = InetAddress.getByName(host).isLoopbackAddress();
            if (!loopback && token.isEmpty()) {
                values.report(
                        "http.host", "lets other machines in, which needs http.token; set one, or write 127.0.0.1");
            }
        } catch (UnknownHostException e) {
            values.report("http.host", "is not an address of this machine; write 127.0.0.1 or 0.0.0.0");
        }
        if (token.filter(text -> !text.chars().allMatch(c -> c > 0x20 && c < 0x7f))
                .isPresent()) {
            values.report(TOKEN, "contains characters that no HTTP header can carry");
        }
        Optional<PublicUrl> publicUrl = publicUrl();
        boolean reachable = !loopback || publicUrl.isPresent();
        if (reachable && token.filter(text -> text.length() < SHORTEST_TOKEN).isPresent()) {
            values.report(
                    TOKEN,
                    "has fewer than " + SHORTEST_TOKEN + " characters, too few if other machines can guess;"
                            + " generate one with: openssl rand -hex 32");
        }
        return new HttpSettings(
                host,
                address.port(),
                loopback,
                token,
                publicUrl,
                trustedProxies(),
                values.number("http.max-requests-per-second", 50, 1, 1_000_000));
    }

    private Optional<PublicUrl> publicUrl() {
        try {
            return values.optional("http.public-url").map(PublicUrl::of);
        } catch (IllegalArgumentException e) {
            values.report("http.public-url", e.getMessage());
            return Optional.empty();
        }
    }

    private TrustedProxies trustedProxies() {
        try {
            return TrustedProxies.of(values.list("http.trusted-proxies"));
        } catch (IllegalArgumentException e) {
            values.complain("http.trusted-proxies", "http.trusted-proxies: " + e.getMessage());
            return TrustedProxies.NONE;
        }
    }
}
