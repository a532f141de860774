package io.iotconnectivity.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a receiver answered.
 *
 * @param headers by their names in lower case; of several of one name the first
 * @param body as much of it as is read
 * @param cut whether there was more of it
 */
record Answer(int status, Map<String, String> headers, String body, boolean cut) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PAGE =
            Pattern.compile("[\\s\\ufeff]*+<(!doctype\\s+html|html)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern TITLE = Pattern.compile("<title[^<>]{0,100}+>([^<]{1,200})", Pattern.CASE_INSENSITIVE);

    /** One that was read to its end. */
    Answer(int status, Map<String, String> headers, String body) {
        this(status, headers, body, false);
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** A page for people: no interface of a target answers with one, but a portal, a proxy or a sleeping instance before it does. */
    boolean isPage() {
        String type = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
        return type.startsWith("text/html") && !body.isBlank()
                || PAGE.matcher(body).lookingAt();
    }

    /** What a page is called; empty if it is not. */
    static String title(String page) {
        Matcher title = TITLE.matcher(page);
        return title.find() ? title.group(1).strip() : "";
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
