package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.process.FreePort;
import io.iotconnectivity.sandbox.BrokerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Time;

/** Apache Kafka itself, one node in this JVM, which makes a topic when it is first written to. */
public final class KafkaBroker implements AutoCloseable {
    private static final int NEVER = Integer.MAX_VALUE;

    /** What a broker of a test has besides. */
    static final Map<String, String> FOR_TESTS = Map.of(
            // A test is not to wait for members that may yet come, nor long for those that are gone.
            "group.initial.rebalance.delay.ms",
            "0",
            "group.min.session.timeout.ms",
            "500",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms",
            "500",
            // The time of records may be that of a test.
            "log.message.timestamp.after.max.ms",
            String.valueOf(Long.MAX_VALUE),
            "log.retention.check.interval.ms",
            String.valueOf(NEVER),
            "producer.id.expiration.ms",
            String.valueOf(NEVER),
            "num.partitions",
            "3");

    private final String address;
    private final KafkaRaftServer server;

    private KafkaBroker(String address, KafkaRaftServer server) {
        this.address = address;
        this.server = server;
    }

    /** @param directory empty, for its logs */
    public static KafkaBroker start(Path directory) throws IOException {
        return start(directory, Time.SYSTEM);
    }

    /**
     * @param directory empty, for its logs
     * @param time may stamp records with another time than that of the machine
     */
    static KafkaBroker start(Path directory, Time time) throws IOException {
        return start(directory, time, "", Map.of());
    }

    /**
     * @param directory empty, for its logs
     * @param listener another one, {@code NAME://host:port}
     * @param more settings, such as those of that listener
     */
    static KafkaBroker start(Path directory, String listener, Map<String, String> more) throws IOException {
        return start(directory, Time.SYSTEM, ',' + listener, more);
    }

    private static KafkaBroker start(Path directory, Time time, String listener, Map<String, String> more)
            throws IOException {
        String address = "127.0.0.1:" + FreePort.find();
        Properties settings = BrokerSettings.whole(directory, address, "127.0.0.1:" + FreePort.find());
        settings.putAll(FOR_TESTS);
        settings.put("listeners", settings.get("listeners") + listener);
        settings.put("advertised.listeners", settings.get("advertised.listeners") + listener);
        settings.putAll(more);
        BrokerSettings.format(directory, settings, Uuid.randomUuid());
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), time);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
        return new KafkaBroker(address, server);
    }

    /** Such as {@code 127.0.0.1:9092}. */
    public String address() {
        return address;
    }

    /** All that is in a topic now, in the order of each partition. */
    public List<ConsumerRecord<String, String>> records(String topic) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", address);
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(found -> new TopicPartition(topic, found.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long there = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (records.size() < there) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
