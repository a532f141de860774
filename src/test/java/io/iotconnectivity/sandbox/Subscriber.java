package io.iotconnectivity.sandbox;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Collects what comes on some topics, in the order of arrival. */
final class Subscriber implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Mqtt5AsyncClient client;
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();

    record Received(String topic, String payload) {
        JsonNode json() {
            try {
                return JSON.readTree(payload);
            } catch (IOException e) {
                throw new AssertionError("Not JSON: " + payload, e);
            }
        }
    }

    Subscriber(Broker broker, String clientId, String... filters) {
        client = Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(broker.port())
                .buildAsync();
        client.connect().join();
        for (String filter : filters) {
            client.subscribeWith()
                    .topicFilter(filter)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(publish -> received.add(new Received(
                            publish.getTopic().toString(),
                            new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8))))
                    .send()
                    .join();
        }
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    /** What came about the client, once there is that much of it. */
    List<Received> about(String clientId, int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> allAbout(clientId).size() >= count);
        return allAbout(clientId);
    }

    private List<Received> allAbout(String clientId) {
        return received.stream()
                .filter(message -> message.topic().endsWith("/" + clientId))
                .toList();
    }

    @Override
    public void close() {
        client.disconnect().join();
    }
}
