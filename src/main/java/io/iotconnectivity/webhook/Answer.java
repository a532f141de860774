package io.iotconnectivity.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Optional;

/**
 * What a receiver answered.
 *
 * @param headers by their names in lower case; of several of one name the first
 * @param body as much of it as is read
 */
record Answer(int status, Map<String, String> headers, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    Optional<String> retryAfter() {
        return Optional.ofNullable(headers.get("retry-after"));
    }

    /** As a payload file sees it: the body as JSON where it is, else as a text. */
    JsonNode json() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("status", status);
        headers.forEach(answer.putObject("headers")::put);
        answer.set("body", parsed());
        return answer;
    }

    private JsonNode parsed() {
        try {
            JsonNode json = JSON.readTree(body);
            return json.isMissingNode() ? JsonNodeFactory.instance.nullNode() : json;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(body);
        }
    }
}
