package io.iotconnectivity.route;

import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Ignores the headers set by a message's sender: the queue's component would let attributes overwrite headers that
 * control Camel and this application, such as the receipt by which a message is deleted.
 *
 * @see <a href="https://camel.apache.org/security/CVE-2026-46456.html">CVE-2026-46456</a>
 */
public final class NoForeignHeaders implements HeaderFilterStrategy {
    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return true;
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return true;
    }
}
