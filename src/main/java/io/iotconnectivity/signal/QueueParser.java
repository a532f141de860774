package io.iotconnectivity.signal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads what IoT rules put into a queue: a lifecycle event as it is, or wrapped, up to {@value #MAX_WRAPPERS} times, in
 *
 * <ul>
 *   <li>the message of a rule's error action, which holds the event as {@code base64OriginalPayload},
 *   <li>an SNS notification, which holds it as {@code Message}.
 * </ul>
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html">Error handling of rules</a>
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">SNS message formats</a>
 */
public final class QueueParser {
    private static final int MAX_WRAPPERS = 3;

    private final LifecycleParser events = new LifecycleParser();

    /**
     * Reads one message. Never throws, whatever it holds.
     *
     * @param arrived when the message reached us; an event from more than a day later than that is unreadable
     */
    public Reading read(byte[] message, Instant arrived) {
        try {
            return events.read(unwrap(message), arrived);
        } catch (Refusal refusal) {
            return refusal.toReading();
        }
    }

    private static byte[] unwrap(byte[] message) throws Refusal {
        byte[] content = message;
        for (int depth = 0; depth <= MAX_WRAPPERS; depth++) {
            Wrapper wrapper = new Wrapper();
            JsonPayload.readEnvelope(content, wrapper);
            Optional<byte[]> inside = wrapper.content();
            if (inside.isEmpty()) {
                return content;
            }
            content = inside.get();
        }
        throw new Refusal("the event is wrapped more than " + MAX_WRAPPERS + " times");
    }

    /** What tells a wrapper from an event. */
    private static final class Wrapper implements JsonPayload.Fields {
        private Optional<String> original = Optional.empty();
        private Optional<String> notification = Optional.empty();
        private boolean isEvent;
        private boolean isNotification;

        @Override
        public void take(String name, JsonParser value) throws IOException, Refusal {
            switch (name) {
                case "eventType" -> isEvent = true;
                case "base64OriginalPayload" -> original = JsonPayload.text(name, value);
                case "Type" ->
                    isNotification = value.currentToken() == JsonToken.VALUE_STRING
                            && value.getText().equals("Notification");
                case "Message" -> notification = JsonPayload.text(name, value);
                default -> {}
            }
        }

        Optional<byte[]> content() throws Refusal {
            if (isEvent) {
                return Optional.empty();
            }
            if (original.isPresent()) {
                try {
                    return Optional.of(Base64.getDecoder().decode(original.get()));
                } catch (IllegalArgumentException e) {
                    throw new Refusal("base64OriginalPayload is not base64");
                }
            }
            return notification.filter(text -> isNotification).map(text -> text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
