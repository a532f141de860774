package io.iotconnectivity.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.webhook.format.Format;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * What is kept of a delivery for the next event of the same incident: where it went, so that the end of an incident
 * reaches whoever was notified of its beginning, and what the payload file wants to remember.
 *
 * @param url where the incident was opened
 * @param format the format it was opened with
 * @param kept by the payload file
 */
record WebhookReceipt(URI url, String format, Optional<JsonNode> kept) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Parses {@link #text()}; empty if it is not one, such as a receipt written by an earlier version. */
    static Optional<WebhookReceipt> read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            URI url = new URI(json.path("url").asText(""));
            if (url.getScheme() == null || url.getHost() == null) {
                return Optional.empty();
            }
            return Optional.of(new WebhookReceipt(
                    url,
                    json.path("format").asText(Format.CLOUDEVENTS),
                    Optional.ofNullable(json.get("kept")).filter(kept -> !kept.isNull())));
        } catch (JsonProcessingException | URISyntaxException e) {
            return Optional.empty();
        }
    }

    String text() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("url", url.toString()).put("format", format);
        kept.ifPresent(value -> json.set("kept", value));
        return json.toString();
    }

    /** Whether both have the same scheme, host and port. */
    static boolean sameOrigin(URI one, URI other) {
        return origin(one).equals(origin(other));
    }

    private static String origin(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }
}
