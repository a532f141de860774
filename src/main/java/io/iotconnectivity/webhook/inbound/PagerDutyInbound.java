package io.iotconnectivity.webhook.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.event.Note;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * V3 webhooks of PagerDuty.
 *
 * @see <a href="https://developer.pagerduty.com/docs/webhooks-overview">Webhooks</a>
 * @see <a href="https://developer.pagerduty.com/docs/verifying-webhook-signatures">Verifying signatures</a>
 */
final class PagerDutyInbound implements InboundFormat {
    private static final String SIGNATURE = "X-PagerDuty-Signature";
    private static final String VERSION = "v1=";
    private static final int MOST_SIGNATURES = 10;
    /** An event that could not be delivered is sent again for some time; an older one is a replay. */
    private static final Duration OLDEST = Duration.ofDays(1);

    private static final Duration AHEAD = Duration.ofMinutes(5);
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public boolean isGenuine(Function<String, Optional<String>> headers, byte[] body, String secret, Instant now) {
        String expected = VERSION + Hmac.hex(secret, body);
        // While a secret is rotated there are several.
        for (String shown : headers.apply(SIGNATURE).orElse("").split(",", MOST_SIGNATURES)) {
            if (Hmac.same(expected, shown.strip())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Optional<Reported> read(byte[] body, String via, Instant now) throws IOException {
        JsonNode event = JSON.readTree(body).path("event");
        Optional<String> id = InboundFormat.text(event.path("id"));
        Optional<Note.Kind> kind = kind(event.path("event_type").asText());
        if (id.isEmpty()
                || kind.isEmpty()
                || !isRecent(event.path("occurred_at").asText(), now)) {
            return Optional.empty();
        }
        JsonNode incident = event.path("data");
        Optional<String> assignee = kind.get() == Note.Kind.ASSIGN ? assignees(incident) : Optional.empty();
        if (kind.get() == Note.Kind.ASSIGN && assignee.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Reported(
                InboundFormat.text(incident.path("incident_key")),
                InboundFormat.text(incident.path("title")),
                new Note(
                        InboundHook.noteId(via, Hmac.bytes(id.get())),
                        now,
                        kind.get(),
                        InboundFormat.text(event.path("agent").path("summary")).orElse("PagerDuty"),
                        Optional.of(via),
                        assignee,
                        Optional.empty())));
    }

    private static Optional<Note.Kind> kind(String type) {
        return switch (type) {
            case "incident.acknowledged" -> Optional.of(Note.Kind.ACKNOWLEDGE);
            case "incident.unacknowledged" -> Optional.of(Note.Kind.UNACKNOWLEDGE);
            case "incident.reassigned", "incident.delegated" -> Optional.of(Note.Kind.ASSIGN);
            case "incident.resolved" -> Optional.of(Note.Kind.CLOSE);
            default -> Optional.empty();
        };
    }

    private static boolean isRecent(String occurredAt, Instant now) {
        try {
            Instant at = Instant.parse(occurredAt);
            return at.isAfter(now.minus(OLDEST)) && at.isBefore(now.plus(AHEAD));
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Optional<String> assignees(JsonNode incident) {
        return Optional.of(StreamSupport.stream(incident.path("assignees").spliterator(), false)
                        .flatMap(each -> InboundFormat.text(each.path("summary")).stream())
                        .collect(Collectors.joining(", ")))
                .filter(names -> !names.isEmpty());
    }
}
