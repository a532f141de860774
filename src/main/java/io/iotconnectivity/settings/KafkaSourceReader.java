package io.iotconnectivity.settings;

import io.iotconnectivity.source.kafka.KafkaSourceSettings;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code source.kafka.*}: the topic of Kafka that presence events come from. */
final class KafkaSourceReader {
    private static final String BROKERS = "source.kafka.brokers";
    private static final String TOPIC = "source.kafka.topic";
    private static final String GROUP = "source.kafka.group";

    private static final Pattern TOPIC_NAME = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");
    private static final Pattern GROUP_NAME = Pattern.compile("[A-Za-z0-9._-]{0,200}");

    private final Values values;

    KafkaSourceReader(Values values) {
        this.values = values;
    }

    /** Absent if the source is off. Without brokers of its own, it reads from the cluster of the engine. */
    Optional<KafkaSourceSettings> read() {
        KafkaProperties properties = new KafkaProperties(values);
        properties.check(KafkaProperties.OF_SOURCE, "source");
        String group = values.matching(
                GROUP,
                GROUP_NAME,
                "is not the name of a consumer group; write letters, digits, dots, dashes and underscores, at most 200,"
                        + " or nothing");
        boolean own = values.isSet(BROKERS);
        String brokers = own ? KafkaReader.brokers(values, BROKERS) : values.text(KafkaReader.SERVERS);
        if (!values.flag("source.kafka.enabled")) {
            return Optional.empty();
        }
        if (brokers.isEmpty()) {
            values.report(
                    BROKERS,
                    "names no brokers, and neither does kafka.bootstrap-servers; write host:9092, several with commas");
        }
        return Optional.of(new KafkaSourceSettings(
                brokers,
                values.matching(TOPIC, TOPIC_NAME, "is not a topic name; write letters, digits, '.', '_', '-'"),
                group.isEmpty() ? values.text(KafkaReader.APPLICATION) + "-source" : group,
                properties.read(own ? KafkaProperties.OF_SOURCE : KafkaProperties.OF_ENGINE)));
    }
}
