package io.iotconnectivity.signal;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads any message of a device as a sign of life. The device is the payload's {@code clientId} if the payload is a
 * JSON object that has one, otherwise the one that the topic names. If the topic names one, the payload must name the
 * same, unless the topic is listed as speaking for others. The rest of the payload does not matter.
 */
public final class SignOfLifeParser {
    private final DeviceTopic topics;

    /**
     * @param topics the topics subscribed to
     */
    public SignOfLifeParser(DeviceTopic topics) {
        this.topics = topics;
    }

    /**
     * Reads one message. Never throws, whatever the payload and the topic hold.
     *
     * @param arrived when the message was received
     */
    public Reading read(String topic, byte[] payload, Instant arrived) {
        Optional<String> stated = named(payload).map(ClientId::value);
        try {
            return new Reading.Understood(sign(topic, stated, arrived));
        } catch (Refusal refusal) {
            return new Reading.Unreadable(
                    refusal.getMessage(), stated.isPresent() ? ownSign(topic, arrived) : List.of());
        }
    }

    private Signal sign(String topic, Optional<String> stated, Instant arrived) throws Refusal {
        return new Signal.SignOfLife(
                topics.device("sign-of-life", "clientId", topic, stated, Optional.empty()), arrived);
    }

    /** Whichever device the message speaks for, the device of the topic is alive. */
    private List<Signal> ownSign(String topic, Instant arrived) {
        try {
            return List.of(sign(topic, Optional.empty(), arrived));
        } catch (Refusal noDevice) {
            return List.of();
        }
    }

    private static Optional<ClientId> named(byte[] payload) {
        if (!JsonPayload.looksLikeObject(payload)) {
            return Optional.empty();
        }
        try {
            Named named = new Named();
            JsonPayload.read(payload, named);
            return named.client;
        } catch (Refusal telemetryOfAnotherForm) {
            return Optional.empty();
        }
    }

    private static final class Named implements JsonPayload.Fields {
        private Optional<ClientId> client = Optional.empty();

        @Override
        public void take(String name, JsonParser value) throws IOException, Refusal {
            if (name.equals("clientId")) {
                Optional<String> text = JsonPayload.text(name, value);
                if (text.isPresent()) {
                    client = Optional.of(JsonPayload.clientId(name, text.get()));
                }
            }
        }
    }
}
