package io.iotconnectivity.web;

import java.util.Locale;
import java.util.Optional;

/**
 * Where the HTTP interface listens. The text form omits the token.
 *
 * @param host name or address to bind
 * @param port 0 picks any free one
 * @param loopback whether only this machine can reach {@code host}
 * @param token what callers must present; always set if others can reach us
 * @param publicUrl the address for callers behind a proxy
 * @param trustedProxies the proxies whose statement of the real caller is believed
 * @param maxRequestsPerSecond per address; at least 1
 */
public record HttpSettings(
        String host,
        int port,
        boolean loopback,
        Optional<String> token,
        Optional<PublicUrl> publicUrl,
        TrustedProxies trustedProxies,
        int maxRequestsPerSecond) {

    /** Settings without a proxy in front. */
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
