package io.iotconnectivity.webhook.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.event.Note;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A button of a message in Slack, pressed.
 *
 * @see <a href="https://docs.slack.dev/authentication/verifying-requests-from-slack">Verifying requests</a>
 * @see <a href="https://docs.slack.dev/reference/interaction-payloads/block_actions-payload">block_actions</a>
 */
final class SlackInbound implements InboundFormat {
    /** As in {@code slack.jq}. */
    private static final String ACKNOWLEDGE = "iotc_acknowledge";

    private static final String SIGNATURE = "X-Slack-Signature";
    private static final String TIMESTAMP = "X-Slack-Request-Timestamp";
    private static final Pattern SECONDS = Pattern.compile("\\d{1,11}");
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String PAYLOAD = "payload=";
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public boolean isGenuine(Function<String, Optional<String>> headers, byte[] body, String secret, Instant now) {
        String timestamp = headers.apply(TIMESTAMP).orElse("");
        if (!SECONDS.matcher(timestamp).matches()) {
            return false;
        }
        Duration apart = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                .abs();
        return apart.compareTo(TOLERANCE) <= 0
                && Hmac.same(
                        "v0=" + Hmac.hex(secret, Hmac.bytes("v0:" + timestamp + ":"), body),
                        headers.apply(SIGNATURE).orElse(""));
    }

    @Override
    public Optional<Reported> read(byte[] body, String via, Instant now) throws IOException {
        JsonNode payload = JSON.readTree(payload(new String(body, StandardCharsets.UTF_8)));
        if (!payload.path("type").asText().equals("block_actions")) {
            return Optional.empty();
        }
        JsonNode user = payload.path("user");
        Optional<String> author = InboundFormat.text(user.path("username"))
                .or(() -> InboundFormat.text(user.path("name")))
                .or(() -> InboundFormat.text(user.path("id")));
        for (JsonNode action : payload.path("actions")) {
            if (action.path("action_id").asText().equals(ACKNOWLEDGE)) {
                String id = user.path("id").asText()
                        + ' '
                        + action.path("action_ts").asText();
                return Optional.of(new Reported(
                        InboundFormat.text(action.path("value")),
                        Optional.empty(),
                        new Note(
                                InboundHook.noteId(via, Hmac.bytes(id)),
                                now,
                                Note.Kind.ACKNOWLEDGE,
                                author.orElse("somebody"),
                                Optional.of(via),
                                Optional.empty(),
                                Optional.empty())));
            }
        }
        return Optional.empty();
    }

    /** The form has this one field. */
    private static String payload(String form) throws IOException {
        if (!form.startsWith(PAYLOAD) || form.indexOf('&') >= 0) {
            throw new IOException("not a form with a payload");
        }
        try {
            return URLDecoder.decode(form.substring(PAYLOAD.length()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException("not a form", e);
        }
    }
}
