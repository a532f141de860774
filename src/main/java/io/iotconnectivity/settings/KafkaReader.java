package io.iotconnectivity.settings;

import io.iotconnectivity.engine.EngineKind;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.signal.ClientPattern;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code kafka.*}: how the nodes of the engine on Kafka reach it, and each other. */
final class KafkaReader {
    static final String SERVERS = "kafka.bootstrap-servers";
    static final String APPLICATION = "kafka.application-id";
    private static final String INSTANCE = "kafka.instance";
    private static final String SHARDS = "kafka.shard.pattern";

    private static final int LONGEST_NAME = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST_NAME + "}");
    private static final Pattern SERVER =
            Pattern.compile("(?:\\w+://)?(?:\\[[0-9A-Fa-f:.]+]|[^\\s:/\\[\\]]+):\\d{1,5}");

    private final Values values;

    KafkaReader(Values values) {
        this.values = values;
    }

    /** Absent with another engine; what is set is checked even then. */
    Optional<ClusterSettings> read(EngineSettings engine) {
        boolean used = engine.kind() == EngineKind.KAFKA;
        KafkaProperties properties = new KafkaProperties(values);
        properties.check(KafkaProperties.OF_ENGINE, "engine");
        ClusterSettings settings = new ClusterSettings(
                servers(used),
                values.matching(
                        APPLICATION,
                        NAME,
                        "is not a name for topics and consumer groups; write letters, digits, dots, dashes and"
                                + " underscores, at most 100"),
                values.path("kafka.folder", "data/kafka"),
                properties.read(KafkaProperties.OF_ENGINE),
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
        return brokers(values, SERVERS);
    }

    /** A list of brokers, which may be empty. */
    static String brokers(Values values, String key) {
        if (values.list(key).stream().anyMatch(server -> !SERVER.matcher(server).matches())) {
            values.report(key, "is not a list of brokers; write host:port, several with commas");
        }
        return values.text(key);
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
