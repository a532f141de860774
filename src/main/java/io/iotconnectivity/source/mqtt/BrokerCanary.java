package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.source.Canary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Connects to the sources' broker with a client id of its own. */
public final class BrokerCanary implements Canary {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final MqttSettings settings;

    public BrokerCanary(MqttSettings settings) {
        this.settings = settings;
    }

    /** Returns the client id that it connects with. */
    public String clientId() {
        return settings.clientId() + ENDING;
    }

    @Override
    public Optional<String> connect() {
        try {
            return new Trial(settings, ANSWER).connect(clientId(), List.of()).refusal();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }
}
