package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.process.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Time;

/** Apache Kafka itself, one node in this JVM, which makes a topic when it is first written to. */
public final class KafkaBroker implements AutoCloseable {
    private static final int NEVER = Integer.MAX_VALUE;

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
        String address = "127.0.0.1:" + FreePort.find();
        String controller = "127.0.0.1:" + FreePort.find();
        Properties settings = settings(directory, address);
        settings.put("process.roles", "broker,controller");
        settings.put("controller.quorum.voters", "1@" + controller);
        settings.merge("listeners", ",CONTROLLER://" + controller, (one, other) -> one + "" + other);
        format(directory, settings, Uuid.randomUuid());
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), time);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
        return new KafkaBroker(address, server);
    }

    /** Of the only broker of a cluster, for tests, which is told its role. */
    static Properties settings(Path directory, String address) {
        Properties settings = new Properties();
        settings.putAll(Map.ofEntries(
                Map.entry("node.id", "1"),
                Map.entry("listeners", "PLAINTEXT://" + address),
                Map.entry("advertised.listeners", "PLAINTEXT://" + address),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", directory.resolve("log").toString()),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                // Fifty each would take longer to make than most tests.
                Map.entry("offsets.topic.num.partitions", "3"),
                Map.entry("transaction.state.log.num.partitions", "3"),
                // A test is not to wait for members that may yet come, nor long for those that are gone.
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.min.session.timeout.ms", "500"),
                Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"),
                // The time of records may be that of a test.
                Map.entry("log.message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE)),
                Map.entry("log.retention.check.interval.ms", String.valueOf(NEVER)),
                Map.entry("producer.id.expiration.ms", String.valueOf(NEVER)),
                Map.entry("num.partitions", "3")));
        return settings;
    }

    /**
     * Prepares the folder of its logs.
     *
     * @return the file that the settings are in
     */
    static Path format(Path directory, Properties settings, Uuid cluster) throws IOException {
        Path file = directory.resolve("kafka-" + settings.get("node.id") + ".properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, "");
        }
        String[] format = {"format", "-t", cluster.toString(), "-c", file.toString()};
        StorageTool.execute(format, new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        return file;
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
