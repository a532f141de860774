package io.iotconnectivity.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what users give to Kafka's clients as it is: {@code kafka.properties.*} for the engine, and
 * {@code source.kafka.properties.*} for the source. What comes after that is checked by Kafka's own libraries.
 */
final class KafkaProperties {
    static final String OF_ENGINE = "kafka.properties.";
    static final String OF_SOURCE = "source.kafka.properties.";

    private static final List<String> ALL = List.of(OF_ENGINE, OF_SOURCE);
    private static final Pattern SECRET =
            Pattern.compile("password|secret|jaas|credential|token(?!\\.endpoint)|\\.key$", Pattern.CASE_INSENSITIVE);

    /** What the guarantees depend on. */
    private static final Set<String> OURS = Set.of(
            "bootstrap.servers",
            "application.id",
            "application.server",
            "state.dir",
            "processing.guarantee",
            "group.protocol",
            "group.id",
            "group.instance.id",
            "isolation.level",
            "enable.auto.commit",
            "auto.offset.reset",
            "acks",
            "enable.idempotence",
            "transactional.id",
            "delivery.timeout.ms",
            "partitioner.class",
            "key.serializer",
            "value.serializer",
            "key.deserializer",
            "value.deserializer");

    private final Values values;

    KafkaProperties(Values values) {
        this.values = values;
    }

    /** Whether a key is one of them. */
    static boolean holds(String key) {
        return ALL.stream().anyMatch(prefix -> key.startsWith(prefix) && key.length() > prefix.length());
    }

    /** Whether its value is a secret. */
    static boolean keepsSecret(String key) {
        return holds(key) && SECRET.matcher(key).find();
    }

    /**
     * The key that a variable means. Names of Kafka have dots only.
     *
     * @param bare without the prefix
     */
    static Optional<String> key(String bare) {
        return ALL.stream()
                .filter(prefix -> {
                    String start = EnvironmentNames.bare(prefix);
                    return bare.startsWith(start) && bare.length() > start.length();
                })
                .map(prefix -> prefix
                        + bare.substring(prefix.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'))
                .findFirst();
    }

    /** Those of a prefix, by their names for Kafka, without what may not be set. */
    Map<String, String> read(String prefix) {
        Map<String, String> properties = new TreeMap<>();
        keys(prefix)
                .filter(key -> !isOurs(key.substring(prefix.length())))
                .forEach(key -> properties.put(key.substring(prefix.length()), values.text(key)));
        return properties;
    }

    /**
     * Reports what may not be set.
     *
     * @param owner who sets it
     */
    void check(String prefix, String owner) {
        keys(prefix)
                .filter(key -> isOurs(key.substring(prefix.length())))
                .forEach(key -> values.complain(
                        key, key + " is set by the " + owner + ", whose guarantees depend on it; remove it"));
    }

    private Stream<String> keys(String prefix) {
        return values.entries().keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.length() > prefix.length());
    }

    /** Also if it is meant for one kind of client. */
    private static boolean isOurs(String name) {
        return Stream.of("", "producer.", "consumer.", "main.consumer.", "restore.consumer.", "admin.")
                .anyMatch(client -> name.startsWith(client) && OURS.contains(name.substring(client.length())));
    }
}
