package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.source.SourceStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * The meters of one source route, tagged {@code route}. The age of the last message is absent (NaN) before the first.
 */
final class MqttMeters {
    private final MeterRegistry registry;
    private final List<Meter> all;
    private final Counter messages;
    private final Counter acks;
    private final Counter reconnects;
    private final Counter failedExchanges;
    private final Counter breaches;

    MqttMeters(MeterRegistry registry, String routeId, Supplier<SourceStatus> status) {
        this.registry = registry;
        Tags tags = Tags.of("route", routeId);
        messages = counter("iotc.mqtt.messages", "messages", "Messages received, including redeliveries", tags);
        acks = counter("iotc.mqtt.acks", "acks", "Messages acknowledged to the broker", tags);
        reconnects = counter("iotc.mqtt.reconnects", "reconnects", "Connections after the first one", tags);
        failedExchanges =
                counter("iotc.mqtt.failed.exchanges", "exchanges", "Messages on which the route failed", tags);
        breaches = counter(
                "iotc.mqtt.breaches",
                "connections",
                "Connections closed because the broker violated the protocol",
                tags);
        Meter connected = Gauge.builder(
                        "iotc.mqtt.connected", status, now -> now.get().connected() ? 1 : 0)
                .description("1 while connected and subscribed")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        Meter age = Gauge.builder("iotc.mqtt.last.message.age", status, MqttMeters::ageOfLastMessage)
                .description("Time since the last message; NaN before the first")
                .baseUnit("seconds")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        Meter unacked = Gauge.builder(
                        "iotc.mqtt.unacked", status, now -> now.get().unacked())
                .description("Messages of the current connection that are not yet acknowledged")
                .baseUnit("messages")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        Meter rate = Gauge.builder("iotc.mqtt.messages.per.second", status, now -> now.get()
                        .messagesPerSecond()
                        .orElse(Double.NaN))
                .description("Recent messages per second; AWS IoT Core discards what exceeds 100 on one connection")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        Meter nearLimit = Gauge.builder(
                        "iotc.mqtt.near.limit",
                        status,
                        now -> now.get().warning().isPresent() ? 1 : 0)
                .description("1 while the source is near the limit of its connection (mqtt.rate-alarm)")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        all = List.of(messages, acks, reconnects, failedExchanges, breaches, connected, age, unacked, rate, nearLimit);
    }

    void messages(int count) {
        messages.increment(count);
    }

    void acks(int count) {
        acks.increment(count);
    }

    void reconnect() {
        reconnects.increment();
    }

    void failedExchange() {
        failedExchanges.increment();
    }

    void breach() {
        breaches.increment();
    }

    void remove() {
        all.forEach(registry::remove);
    }

    private Counter counter(String name, String unit, String description, Tags tags) {
        return Counter.builder(name)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    private static double ageOfLastMessage(Supplier<SourceStatus> status) {
        return status.get()
                .lastMessageAt()
                .map(at -> Duration.between(at, Instant.now()).toMillis() / 1000.0)
                .orElse(Double.NaN);
    }
}
