package io.iotconnectivity.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A request received by the {@link WebhookInbox}.
 *
 * @param name      the last part of the path, {@code sns} for a notification of SNS
 * @param headers   by lower-case name
 * @param answered  the HTTP status that it was answered with
 * @param signature {@code UNCHECKED} when the inbox was not told the secret
 */
public record Received(
        String name,
        String method,
        Map<String, String> headers,
        String body,
        Instant at,
        int answered,
        Signature signature) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Whether the sender proved that it knows the secret. */
    public enum Signature {
        UNCHECKED,
        GOOD,
        BAD
    }

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /** The body as JSON, unwrapped if it came from SNS; a missing node if it is not JSON. */
    public JsonNode json() {
        JsonNode whole = parse(body);
        return whole.path("Type").asText().equals("Notification")
                ? parse(whole.path("Message").asText())
                : whole;
    }

    private static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
