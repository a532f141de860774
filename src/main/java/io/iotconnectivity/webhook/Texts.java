package io.iotconnectivity.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** Serializes what a payload file returned as a body. */
final class Texts {
    private Texts() {}

    /**
     * A text as it is, anything else as JSON; always well-formed UTF-8, since half a surrogate pair becomes a question
     * mark.
     */
    static byte[] bytes(JsonNode body) {
        return (body.isTextual() ? body.textValue() : body.toString()).getBytes(StandardCharsets.UTF_8);
    }
}
