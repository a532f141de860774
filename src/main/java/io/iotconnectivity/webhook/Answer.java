package io.iotconnectivity.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.iotconnectivity.delivery.HttpOutcome;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.net.RetryAfter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A receiver's response.
 *
 * @param headers by lower-case name; the first of several with the same name
 * @param body the part that was read
 * @param cut whether there was more of it
 */
record Answer(int status, Map<String, String> headers, String body, boolean cut) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TITLE = Pattern.compile("<title[^<>]{0,100}+>([^<]{1,200})", Pattern.CASE_INSENSITIVE);

    /** A response that was read to its end. */
    Answer(int status, Map<String, String> headers, String body) {
        this(status, headers, body, false);
    }

    boolean isSuccess() {
        return HttpOutcome.isSuccess(status);
    }

    /** Whether it is a page for people; see {@link HttpOutcome#isPage}. */
    boolean isPage() {
        return HttpOutcome.isPage(headers.getOrDefault("content-type", ""), body);
    }

    /** The title of the page; empty if it is not one. */
    static String title(String page) {
        Matcher title = TITLE.matcher(page);
        return title.find() ? title.group(1).strip() : "";
    }

    /** How long {@code Retry-After} asks to wait; absent if it is missing or unreadable. */
    Optional<Duration> retryAfter(Instant now) {
        return Optional.ofNullable(headers.get("retry-after")).flatMap(value -> RetryAfter.parse(value, now));
    }

    /**
     * Throws the exception that a refusal means.
     *
     * @param message describes the response
     */
    void refuse(HttpOutcome outcome, Instant now, String message)
            throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone {
        outcome.refuse(status, isPage(), retryAfter(now), message);
    }

    /** The response as a payload file sees it: a JSON body as JSON, any other as text. */
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
