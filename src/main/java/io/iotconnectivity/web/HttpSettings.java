package io.iotconnectivity.web;

import java.util.Locale;
import java.util.Optional;

/**
 * Where the HTTP interface listens. The text form holds no token.
 *
 * @param host name or address to bind
 * @param port 0 takes any free one
 * @param loopback whether only this machine can reach {@code host}
 * @param token what callers have to show; always present where others can reach us
 * @param publicUrl where callers find us behind a proxy
 * @param trustedProxies whose word on the real caller counts
 * @param maxRequestsPerSecond of one address; at least 1
 */
public record HttpSettings(
        String host,
        int port,
        boolean loopback,
        Optional<String> token,
        Optional<PublicUrl> publicUrl,
        TrustedProxies trustedProxies,
        int maxRequestsPerSecond) {

    /** Without a proxy before it. */
    public static HttpSettings direct(
            String host, int port, boolean loopback, Optional<String> token, int maxRequestsPerSecond) {
        return new HttpSettings(
                host, port, loopback, token, Optional.empty(), TrustedProxies.NONE, maxRequestsPerSecond);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "HttpSettings[host=%s, port=%d, token=%s]", host, port, token.map(any -> "***"));
    }
}
