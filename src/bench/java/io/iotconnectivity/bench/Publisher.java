package io.iotconnectivity.bench;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.iotconnectivity.sandbox.LifecycleEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Publishes presence events with QoS 1. */
final class Publisher implements AutoCloseable {
    /** So many may be on their way to the broker at once. */
    private static final int WINDOW = 500;

    private final Mqtt5AsyncClient client;
    private final Semaphore free = new Semaphore(WINDOW);

    Publisher(String brokerUrl) {
        URI broker = URI.create(brokerUrl);
        client = Mqtt5Client.builder()
                .identifier("bench-publisher")
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, unexpected -> {});
        client.connect().join();
    }

    /** Publishes as fast as the broker takes it, and returns when it has all. */
    void publish(int events, Supplier<LifecycleEvent> source) {
        for (int i = 0; i < events; i++) {
            publish("", source.get());
        }
        awaitTaken();
    }

    /**
     * Publishes at a steady rate, whatever becomes of the messages.
     *
     * @param prefix of the topics
     * @param before told of each event right before it leaves
     */
    void publish(
            String prefix,
            int events,
            int perSecond,
            Supplier<LifecycleEvent> source,
            Consumer<LifecycleEvent> before) {
        Pace.keep(events, perSecond, () -> {
            LifecycleEvent event = source.get();
            before.accept(event);
            publish(prefix, event);
        });
        awaitTaken();
    }

    private void publish(String prefix, LifecycleEvent event) {
        publish(prefix + event.topic(), event.json());
    }

    /** Publishes one message as soon as the broker takes more. */
    void publish(String topic, String payload) {
        free.acquireUninterruptibly();
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .send()
                .whenComplete((taken, problem) -> {
                    free.release();
                    if (problem != null) {
                        System.err.println("The broker did not take an event: " + problem);
                    }
                });
    }

    private void awaitTaken() {
        free.acquireUninterruptibly(WINDOW);
        free.release(WINDOW);
    }

    @Override
    public void close() {
        client.disconnect().join();
    }
}
