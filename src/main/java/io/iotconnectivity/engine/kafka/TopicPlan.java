package io.iotconnectivity.engine.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics that an installation needs. All of them use the time of appending, which is the present of the rules.
 *
 * @param topics what is needed, in the order in which it is created
 */
public record TopicPlan(List<Planned> topics) {
    /** How many partitions devices are spread over, if the topics are created by us; it cannot be changed later. */
    static final int PARTITIONS = 12;

    private static final int MOST_REPLICAS = 3;

    private static final Duration SIGNALS_KEPT = Duration.ofDays(7);
    private static final Duration STEPS_KEPT = Duration.ofDays(1);

    /** A row of a sink has its event in it, and must fit where the event fits. */
    static final int LARGEST_ROW = 2 * 1024 * 1024;

    /** Small, so that little has to be read that has been replaced. */
    private static final int COMPACTED_SEGMENT = 16 * 1024 * 1024;

    /**
     * A topic.
     *
     * @param kept how long records are kept; absent if the latest record of each key is
     */
    public record Planned(String name, int partitions, Optional<Duration> kept) {
        Planned(String name, int partitions, Duration kept) {
            this(name, partitions, Optional.of(kept));
        }

        /**
         * @param replicas of each record
         */
        NewTopic create(short replicas) {
            return new NewTopic(name, partitions, replicas).configs(configs(replicas));
        }

        /** What differs from the defaults of a broker. */
        Map<String, String> configs(short replicas) {
            Map<String, String> configs =
                    new HashMap<>(kept.map(Planned::deleted).orElseGet(Planned::compacted));
            configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
            configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_ROW));
            configs.putAll(safe(replicas));
            return configs;
        }

        private static Map<String, String> deleted(Duration after) {
            return Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(after.toMillis()),
                    // The default of some clusters is a size, which deletes what nobody has read yet.
                    TopicConfig.RETENTION_BYTES_CONFIG,
                    "-1");
        }

        private static Map<String, String> compacted() {
            return Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT,
                    TopicConfig.SEGMENT_BYTES_CONFIG,
                    Integer.toString(COMPACTED_SEGMENT),
                    TopicConfig.SEGMENT_MS_CONFIG,
                    Long.toString(STEPS_KEPT.toMillis()));
        }
    }

    /**
     * What every topic needs, including those of the stages' states, so that nothing is lost with one broker. Some
     * clusters let a broker lead by default that lacks what others have acknowledged.
     */
    static Map<String, String> safe(int replicas) {
        return Map.of(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                Integer.toString(Math.max(1, replicas - 1)),
                TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                "false");
    }

    /** The topics of an installation. */
    public static TopicPlan of(ClusterSettings settings) {
        return of(settings, PARTITIONS);
    }

    /**
     * The topics of an installation.
     *
     * @param partitions how many partitions devices are spread over
     */
    public static TopicPlan of(ClusterSettings settings, int partitions) {
        int shards = settings.shards().isPresent() ? partitions : 1;
        return new TopicPlan(List.of(
                new Planned(settings.topic(Topics.SIGNALS), partitions, SIGNALS_KEPT),
                new Planned(settings.topic(Topics.CASES_IN), shards, STEPS_KEPT),
                new Planned(settings.topic(Topics.EVENTS), partitions, settings.history()),
                new Planned(settings.topic(Topics.EFFECTS), 1, STEPS_KEPT),
                new Planned(settings.topic(Topics.STORY), partitions, settings.history()),
                // Few, and with one partition they have one order, and an id that is the same on every node.
                new Planned(settings.topic(Topics.LETTERS), 1, settings.letters()),
                new Planned(settings.topic(Topics.OPEN), partitions, Optional.empty()),
                new Planned(settings.topic(Topics.SINKS), partitions, Optional.empty()),
                new Planned(settings.topic(Topics.DISABLED), 1, Optional.empty())));
    }

    /**
     * Creates the topics that are missing. Another node may create them at the same time.
     *
     * @throws KafkaException if the cluster refuses, or cannot be reached
     */
    public void create(Admin admin) {
        try {
            short replicas = replicas(admin.describeCluster().nodes().get().size());
            Set<String> there = admin.listTopics().names().get();
            Map<String, KafkaFuture<Void>> creations = admin.createTopics(topics.stream()
                            .filter(topic -> !there.contains(topic.name()))
                            .map(topic -> topic.create(replicas))
                            .toList())
                    .values();
            for (Map.Entry<String, KafkaFuture<Void>> creation : creations.entrySet()) {
                await(creation.getKey(), creation.getValue());
            }
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "the topics cannot be listed: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    /** How many brokers keep each record: one may be lost, and another be restarted meanwhile. */
    static short replicas(int brokers) {
        return (short) Math.min(MOST_REPLICAS, brokers);
    }

    private static void await(String topic, KafkaFuture<Void> creation) throws InterruptedException {
        try {
            creation.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException(
                        "topic " + topic + " cannot be created: " + e.getCause().getMessage(), e.getCause());
            }
        }
    }
}
