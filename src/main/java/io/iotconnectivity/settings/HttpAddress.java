package io.iotconnectivity.settings;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a command reaches the running application, and the token that it presents. The text form omits the token.
 *
 * @param host as in {@code http.host}: possibly an address that means all of the machine's
 * @param port 0 if the application picks any free one
 */
public record HttpAddress(String host, int port, Optional<String> token) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "HttpAddress[host=%s, port=%d, token=%s]", host, port, token.map(any -> "***"));
    }
}
