package io.iotconnectivity.webhook.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.event.Note;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The webhook integration of Opsgenie, and of Jira Service Management, which took it over. Neither signs what it sends:
 * a header of one's own is all there is.
 *
 * @see <a href="https://support.atlassian.com/opsgenie/docs/integrate-opsgenie-with-webhook/">Webhook integration</a>
 */
final class OpsgenieInbound implements InboundFormat {
    private static final String HEADER = "Authorization";
    private static final String SCHEME = "bearer ";
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public boolean isGenuine(Function<String, Optional<String>> headers, byte[] body, String secret, Instant now) {
        String shown = headers.apply(HEADER).orElse("");
        // Both are hashed, so that the time tells nothing about their lengths either.
        return shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && Hmac.same(
                        Hmac.hex(secret, Hmac.bytes(secret)),
                        Hmac.hex(
                                secret,
                                Hmac.bytes(shown.substring(SCHEME.length()).strip())));
    }

    @Override
    public Optional<Reported> read(byte[] body, String via, Instant now) throws IOException {
        JsonNode root = JSON.readTree(body);
        JsonNode alert = root.path("alert");
        Optional<String> alias = InboundFormat.text(alert.path("alias"));
        Optional<Note.Kind> kind = kind(root.path("action").asText());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        String author = InboundFormat.text(alert.path("username")).orElse("somebody");
        Optional<String> assignee = kind.get() != Note.Kind.ASSIGN
                ? Optional.empty()
                : InboundFormat.text(alert.path("owner")).or(() -> Optional.of(author));
        Optional<String> text = InboundFormat.text(alert.path("note"));
        boolean ours = text.isPresent() && alias.filter(text.get()::contains).isPresent();
        if (kind.get() == Note.Kind.COMMENT && (text.isEmpty() || ours)) {
            // Our own updates are notes there, and name the incident.
            return Optional.empty();
        }
        return Optional.of(new Reported(
                alias,
                InboundFormat.text(alert.path("message")),
                new Note(
                        InboundHook.noteId(via, body),
                        now,
                        kind.get(),
                        author,
                        Optional.of(via),
                        assignee,
                        ours ? Optional.empty() : text)));
    }

    private static Optional<Note.Kind> kind(String action) {
        return switch (action.toLowerCase(Locale.ROOT)) {
            case "acknowledge" -> Optional.of(Note.Kind.ACKNOWLEDGE);
            case "unacknowledge" -> Optional.of(Note.Kind.UNACKNOWLEDGE);
            case "assignownership", "takeownership" -> Optional.of(Note.Kind.ASSIGN);
            case "addnote" -> Optional.of(Note.Kind.COMMENT);
            case "close" -> Optional.of(Note.Kind.CLOSE);
            default -> Optional.empty();
        };
    }
}
