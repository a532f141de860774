package io.iotconnectivity.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Optional;

/**
 * Where a delivery goes.
 *
 * @param former whether the settings name it no longer; their credentials do not go there
 */
record Receiver(URI url, String format, boolean former) {

    /** What is to be known again at the next event of the incident; empty if that is too much to keep. */
    Optional<String> receipt(Optional<JsonNode> kept) {
        return Optional.of(new WebhookReceipt(url, format, kept).text())
                .filter(text -> text.length() <= Posted.LONGEST_RECEIPT);
    }
}
