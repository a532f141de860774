package io.iotconnectivity.signal;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads any message of a device as a sign of life. The device is {@code clientId} where the payload is a JSON object that has
 * one, else the one that the topic names. Whatever else the payload is does not matter.
 */
public final class SignOfLifeParser {
    private final DeviceTopic topics;

    /**
     * @param topics what is subscribed to
     */
    public SignOfLifeParser(DeviceTopic topics) {
        this.topics = topics;
    }

    /**
     * Reads one message. Never throws, whatever the payload and the topic hold.
     *
     * @param arrived when the message reached us
     */
    public Reading read(String topic, byte[] payload, Instant arrived) {
        try {
            Optional<ClientId> named = named(payload);
            ClientId client = named.isPresent()
                    ? named.get()
                    : JsonPayload.clientId(
                            "the device in the topic",
                            topics.device(topic)
                                    .orElseThrow(() -> new Refusal(
                                            "there is no clientId in the payload, and the topic names none")));
            return new Reading.Understood(new Signal.SignOfLife(client, arrived));
        } catch (Refusal refusal) {
            return refusal.toReading();
        }
    }

    private static Optional<ClientId> named(byte[] payload) {
        if (payload.length > JsonPayload.MAX_BYTES || !JsonPayload.looksLikeObject(payload)) {
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
