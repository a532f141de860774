package io.iotconnectivity.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** Writes what a payload file gave as a body. */
final class Texts {
    private Texts() {}

    /** A text as it is, all else as JSON; UTF-8 that is always well-formed, since half a surrogate pair becomes a question mark. */
    static byte[] bytes(JsonNode body) {
        return (body.isTextual() ? body.textValue() : body.toString()).getBytes(StandardCharsets.UTF_8);
    }
}
