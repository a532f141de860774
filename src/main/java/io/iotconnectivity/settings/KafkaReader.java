package io.iotconnectivity.settings;

import io.iotconnectivity.engine.EngineKind;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.signal.ClientPattern;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code kafka.*}: how the nodes of the engine on Kafka reach it, and each other. */
final class KafkaReader {
    private static final String SERVERS = "kafka.bootstrap-servers";
    private static final String APPLICATION = "kafka.application-id";
    private static final String INSTANCE = "kafka.instance";
    private static final String SHARDS = "kafka.shard.pattern";
    private static final String PROPERTIES = "kafka.properties.";

    private static final int LONGEST_NAME = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST_NAME + "}");
    private static final Pattern SERVER =
            Pattern.compile("(?:\\w+://)?(?:\\[[0-9A-Fa-f:.]+]|[^\\s:/\\[\\]]+):\\d{1,5}");
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

    KafkaReader(Values values) {
        this.values = values;
    }

    /** Whether a key is one of {@code kafka.properties.*}; the part after that is checked by Kafka's own libraries. */
    static boolean holds(String key) {
        return key.startsWith(PROPERTIES) && key.length() > PROPERTIES.length();
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
        String start = EnvironmentNames.bare(PROPERTIES);
        return Optional.of(bare)
                .filter(name -> name.startsWith(start) && name.length() > start.length())
                .map(name -> PROPERTIES
                        + name.substring(start.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'));
    }

    /** Absent with another engine; what is set is checked even then. */
    Optional<ClusterSettings> read(EngineSettings engine) {
        boolean used = engine.kind() == EngineKind.KAFKA;
        ClusterSettings settings = new ClusterSettings(
                servers(used),
                values.matching(
                        APPLICATION,
                        NAME,
                        "is not a name for topics and consumer groups; write letters, digits, dots, dashes and"
                                + " underscores, at most 100"),
                values.path("kafka.folder", "data/kafka"),
                properties(),
                engine.history(),
                engine.deadLetters(),
                instance(used),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
                values.flag("kafka.view", true),
                shards());
        return used ? Optional.of(settings) : Optional.empty();
    }

    private String servers(boolean used) {
        String servers = values.text(SERVERS);
        if (used && servers.isEmpty()) {
            values.report(
                    "engine", "needs kafka.bootstrap-servers; write host:port of some brokers there, with commas");
        }
        if (used && values.isSet("record.folder")) {
            values.report("record.folder", "is not available with engine=kafka; leave it empty");
        }
        if (values.list(SERVERS).stream()
                .anyMatch(server -> !SERVER.matcher(server).matches())) {
            values.report(SERVERS, "is not a list of brokers; write host:port, several with commas");
        }
        return servers;
    }

    private String instance(boolean used) {
        if (values.isSet(INSTANCE)) {
            return values.matching(
                    INSTANCE, NAME, "is not a name; write letters, digits, dots, dashes and underscores, at most 100");
        }
        return used ? host() : "";
    }

    /** The name of this machine, or pod, in letters that names of ours may have. */
    private static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
            return name.substring(0, Math.min(name.length(), LONGEST_NAME));
        } catch (UnknownHostException e) {
            return "unnamed";
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        values.entries().keySet().stream().filter(KafkaReader::holds).forEach(key -> {
            String name = key.substring(PROPERTIES.length());
            if (isOurs(name)) {
                values.complain(key, key + " is set by the engine, whose guarantees depend on it; remove it");
            } else {
                properties.put(name, values.text(key));
            }
        });
        return properties;
    }

    /** Also if it is meant for one kind of client. */
    private static boolean isOurs(String name) {
        return Stream.of("", "producer.", "consumer.", "main.consumer.", "restore.consumer.", "admin.")
                .anyMatch(client -> name.startsWith(client) && OURS.contains(name.substring(client.length())));
    }

    private Optional<ClientPattern> shards() {
        Optional<ClientPattern> pattern = values.pattern(SHARDS);
        if (pattern.filter(set -> set.partCount() != 1).isPresent()) {
            values.report(
                    SHARDS,
                    "must have exactly one group in parentheses: the part of the client id that a shard"
                            + " is named after, such as (region\\d+)-.*");
            return Optional.empty();
        }
        return pattern;
    }
}
