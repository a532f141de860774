package io.iotconnectivity.bench;

import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far an installation is, as its broker tells. */
final class ClusterProgress implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Each look costs the broker some CPU, which is counted. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private static final Duration POLL = Duration.ofMillis(200);

    /** The end of a transaction has a place in a partition, too, which its reader may not have passed when it rests. */
    private static final int MOST_UNREAD = 8;

    private final ClusterSettings settings;
    private final Admin admin;
    private final Map<String, Map<TopicPartition, OffsetSpec>> partitions = new HashMap<>();

    ClusterProgress(ClusterSettings settings) {
        this.settings = settings;
        this.admin = Admin.create(settings.client());
    }

    /** One of the stages. */
    enum Stage {
        DEVICES("devices", Topics.SIGNALS),
        INCIDENTS("incidents", Topics.CASES_IN);

        private final String name;
        private final String topic;

        Stage(String name, String topic) {
            this.name = name;
            this.topic = topic;
        }

        /** What the names of the threads contain that work for it, and for no other. */
        String[] threads(ClusterSettings settings) {
            return new String[] {"_" + name + "-", group(settings)};
        }

        /** Its consumer group. */
        String group(ClusterSettings settings) {
            return settings.applicationId() + "-" + name;
        }
    }

    /** Waits until it has read, and committed, all that there is. */
    void awaitRead(Stage stage) {
        await(stage + " to read everything", () -> hasRead(stage));
    }

    /** Waits until neither stage has anything left, also of what the other one has answered. */
    void awaitRest() {
        await(
                "both stages to rest",
                () -> hasRead(Stage.DEVICES) && hasRead(Stage.INCIDENTS) && hasRead(Stage.DEVICES));
    }

    /** Waits until a sink has every event that it is to get. */
    void awaitDelivered(String sink) {
        await("the sink to have everything", () -> hasRead(settings.applicationId() + "-sink-" + sink, Topics.EVENTS));
    }

    private boolean hasRead(Stage stage) {
        return hasRead(stage.group(settings), stage.topic);
    }

    private boolean hasRead(String group, String topic) {
        Map<TopicPartition, Long> ends = ends(topic);
        Map<TopicPartition, OffsetAndMetadata> read =
                answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return ends.entrySet().stream().allMatch(end -> end.getValue() - offset(read.get(end.getKey())) <= MOST_UNREAD);
    }

    private static long offset(OffsetAndMetadata read) {
        return read == null ? 0 : read.offset();
    }

    /** Waits until so many instances have a share of the partitions of a consumer group. */
    void awaitShares(String group, int instances) {
        await(instances + " instances to share the work", () -> shares(group) == instances);
    }

    private long shares(String group) {
        try {
            return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .count();
        } catch (ExecutionException e) {
            // Until the first member has joined, there is no such group.
            return 0;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Where the partitions of a topic end. */
    Map<TopicPartition, Long> ends(String topic) {
        Map<TopicPartition, OffsetSpec> looked = partitions.computeIfAbsent(settings.topic(topic), this::partitions);
        return answer(admin.listOffsets(looked).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private Map<TopicPartition, OffsetSpec> partitions(String topic) {
        return answer(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions().stream()
                .collect(Collectors.toMap(
                        found -> new TopicPartition(topic, found.partition()), found -> OffsetSpec.latest()));
    }

    /** Whether each partition of a topic has records. */
    boolean holds(String topic) {
        return ends(topic).values().stream().allMatch(end -> end > 0);
    }

    /**
     * Counts the committed records of a topic.
     *
     * @param from where its partitions ended before
     */
    long records(String topic, Map<TopicPartition, Long> from) {
        Map<TopicPartition, Long> ends = ends(topic);
        Map<String, Object> reading = new HashMap<>(settings.client());
        reading.put("isolation.level", "read_committed");
        long found = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                found += consumer.poll(POLL).count();
            }
        }
        return found;
    }

    static void await(String what, BooleanSupplier isDone) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isDone.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            Pause.of(BETWEEN_LOOKS);
        }
    }

    private static <T> T answer(KafkaFuture<T> asked) {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }

    @Override
    public void close() {
        admin.close();
    }
}
