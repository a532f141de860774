package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.engine.kafka.ClusterSettings;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Creates the clients of Kafka that sinks need.
 *
 * @param session how long after its last sign of life a process loses its partitions, and its open transactions
 */
record SinkClients(ClusterSettings settings, Duration session) {
    private static final int HEARTBEATS_OF_A_SESSION = 10;
    /** Members learn of one that has come or gone with their next heartbeat. */
    private static final int LONGEST_HEARTBEAT_MILLISECONDS = 500;

    /** For as long, the thread of a group may wait for workers that are to end. */
    private static final int LONGEST_ABSENCE_IN_SESSIONS = 6;

    private static final int MOST_OF_A_POLL = 1_000;
    private static final int FETCHED_OF_A_PARTITION = 512 * 1024;
    private static final int FETCHED = 4 * 1024 * 1024;
    static final int LARGEST_REQUEST = 2 * 1024 * 1024;

    /** The consumer group of a sink. */
    String group(String sink) {
        return settings.sinkGroup(sink);
    }

    /** A member of the group of a sink. */
    KafkaConsumer<String, byte[]> member(String sink, boolean together) {
        Map<String, Object> all = reading();
        all.put(ConsumerConfig.GROUP_ID_CONFIG, group(sink));
        all.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.clientId("sink-" + sink + '-' + UUID.randomUUID()));
        // With the newer protocol, the broker alone would decide how long a process may be silent.
        all.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        all.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                together ? OneMemberAssignor.class.getName() : CooperativeStickyAssignor.class.getName());
        all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(session));
        all.put(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Math.min(LONGEST_HEARTBEAT_MILLISECONDS, millis(session) / HEARTBEATS_OF_A_SESSION));
        all.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, LONGEST_ABSENCE_IN_SESSIONS * millis(session));
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_OF_A_POLL);
        all.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCHED_OF_A_PARTITION);
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCHED);
        return consumer(all);
    }

    /** Reads what is committed, of partitions that it is told. */
    KafkaConsumer<String, byte[]> reader() {
        return consumer(reading());
    }

    /** Closes a {@link #reader} without waiting for events that it has asked for. */
    static void close(KafkaConsumer<String, byte[]> reader) {
        reader.close(CloseOptions.timeout(Duration.ZERO));
    }

    private Map<String, Object> reading() {
        Map<String, Object> all = settings.client();
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return all;
    }

    private static KafkaConsumer<String, byte[]> consumer(Map<String, Object> all) {
        return new KafkaConsumer<>(all, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Writes transactions. Its name is new each time: it is the group that tells who may save a checkpoint, and an open
     * transaction of a process that is gone ends by itself.
     */
    KafkaProducer<String, byte[]> transactions(String sink) {
        Map<String, Object> all = settings.client();
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group(sink) + '-' + UUID.randomUUID());
        // Whoever takes over waits until the broker has ended it, which it looks for every 10 seconds only.
        all.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis(session.dividedBy(2)));
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(session));
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(session));
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(session));
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer());
    }

    /** What administers topics and groups needs. */
    Map<String, Object> admin() {
        Map<String, Object> all = settings.client();
        all.put(CommonClientConfigs.CLIENT_ID_CONFIG, "sinks-" + UUID.randomUUID());
        return all;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
