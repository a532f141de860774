package io.iotconnectivity.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Optional;

/**
 * The destination of a delivery.
 *
 * @param former whether it is no longer in the settings; their credentials are not sent there
 */
record Receiver(URI url, String format, boolean former) {

    /** What must be remembered for the next event of the incident; empty if that is too much to keep. */
    Optional<String> receipt(Optional<JsonNode> kept) {
        return Optional.of(new WebhookReceipt(url, format, kept).text())
                .filter(text -> text.length() <= Posted.LONGEST_RECEIPT);
    }
}
