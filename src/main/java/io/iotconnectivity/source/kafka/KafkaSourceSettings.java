package io.iotconnectivity.source.kafka;

import java.util.HashMap;
import java.util.Map;

/**
 * The topic that presence events come from.
 *
 * @param brokers {@code host:port}, several separated by commas
 * @param group of the consumers that share the topic's partitions; the same on all instances of one installation
 * @param properties passed to Kafka's clients, for example for TLS and SASL
 */
public record KafkaSourceSettings(String brokers, String topic, String group, Map<String, String> properties) {

    public KafkaSourceSettings {
        properties = Map.copyOf(properties);
    }

    /** What each client of Kafka is given. */
    Map<String, Object> client() {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("bootstrap.servers", brokers);
        return all;
    }

    /** Without the properties, which may be secret. */
    @Override
    public String toString() {
        return "KafkaSourceSettings[" + brokers + ", " + topic + ", " + group + "]";
    }
}
