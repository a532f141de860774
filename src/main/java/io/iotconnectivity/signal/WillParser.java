package io.iotconnectivity.signal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads what arrives on the topic of the last wills.
 *
 * <p>A payload that begins with <code>{</code> has to be a JSON object; its {@code state.reported.client_id} names the
 * device. Without one, and for every other payload (plain text, bytes, nothing at all), the last level of the topic names
 * it, provided that it stands where the subscribed filter has a wildcard: {@code lwt/dev1} names {@code dev1} to a
 * subscriber of {@code lwt/+}; a topic that all devices share names none.
 *
 * <p>A device that reports {@code last_will} as {@code no}, or {@code trigger_action} as {@code off}, says that it is
 * back: that is no will but a sign of life.
 *
 * @see <a href="https://aws.amazon.com/blogs/iot/monitor-aws-iot-connections-in-near-real-time-using-mqtt-lwt/">The
 *     payload's form</a>
 */
public final class WillParser {
    private final DeviceFilter topics;

    /**
     * @param topics what is subscribed to
     */
    public WillParser(DeviceFilter topics) {
        this.topics = topics;
    }

    /**
     * Reads one message. Never throws, whatever the payload and the topic hold.
     *
     * @param arrived when the message reached us: a will carries no time of its own
     */
    public Reading read(String topic, byte[] payload, Instant arrived) {
        try {
            JsonPayload.checkSize(payload);
            Reported reported = new Reported();
            if (JsonPayload.looksLikeObject(payload)) {
                JsonPayload.read(payload, reported);
            }
            ClientId client = reported.clientId.isPresent()
                    ? JsonPayload.clientId("client_id", reported.clientId.get())
                    : JsonPayload.clientId(
                            "the device in the topic",
                            topics.device(topic)
                                    .orElseThrow(() -> new Refusal(
                                            "there is no client_id in the payload, and the topic names none")));
            return new Reading.Understood(
                    reported.back ? new Signal.SignOfLife(client, arrived) : new Signal.LastWill(client, arrived));
        } catch (Refusal refusal) {
            return refusal.toReading();
        }
    }

    /** What the payload says, if it has the form of a device shadow. */
    private static final class Reported implements JsonPayload.Fields {
        private Optional<String> clientId = Optional.empty();
        private boolean back;

        @Override
        public void take(String name, JsonParser value) throws IOException, Refusal {
            descend("state", name, value, (inState, state) -> descend("reported", inState, state, this::takeReported));
        }

        private void takeReported(String name, JsonParser value) throws IOException, Refusal {
            switch (name) {
                case "client_id" -> clientId = JsonPayload.text(name, value);
                case "last_will" -> back |= says("no", value);
                case "trigger_action" -> back |= says("off", value);
                default -> {}
            }
        }

        private static void descend(String wanted, String name, JsonParser value, JsonPayload.Fields inside)
                throws IOException, Refusal {
            if (name.equals(wanted) && value.currentToken() == JsonToken.START_OBJECT) {
                JsonPayload.readObject(value, inside);
            }
        }

        // Anything but the agreed word is a will: a false alarm is found at once, a swallowed will is not.
        private static boolean says(String word, JsonParser value) throws IOException {
            return value.currentToken() == JsonToken.VALUE_STRING
                    && value.getText().equals(word);
        }
    }
}
