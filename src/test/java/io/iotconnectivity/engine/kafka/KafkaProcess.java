package io.iotconnectivity.engine.kafka;

import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.FreePort;
import io.iotconnectivity.sandbox.BrokerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * Apache Kafka itself, one broker in a process of its own, which can be killed and goes on with what it has stored. Its
 * controller is in this JVM and lives on: Kafka 4.4.0 forgets to end transactions if both are killed, since the broker
 * then begins with partitions that it leads, and loses again when it is registered anew (KAFKA-20734).
 */
public final class KafkaProcess implements AutoCloseable {
    /** So long after {@link #kill} its controller knows; it must not be started again before. */
    public static final Duration MISSED_AFTER = Duration.ofSeconds(6);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path directory;
    private final String address;
    private final Path settings;
    private final KafkaRaftServer controller;
    private Process process;

    private KafkaProcess(Path directory, String address, Path settings, KafkaRaftServer controller) throws IOException {
        this.directory = directory;
        this.address = address;
        this.settings = settings;
        this.controller = controller;
        this.process = run();
    }

    /**
     * Returns at once; see {@link #awaitUp}.
     *
     * @param directory empty, for its logs
     */
    public static KafkaProcess start(Path directory) throws IOException {
        String address = "127.0.0.1:" + FreePort.find();
        String controller = "127.0.0.1:" + FreePort.find();
        Uuid cluster = Uuid.randomUuid();
        Properties lasting = new Properties();
        lasting.putAll(Map.of(
                "process.roles",
                "controller",
                "node.id",
                "2",
                "controller.quorum.voters",
                "2@" + controller,
                "listeners",
                "CONTROLLER://" + controller,
                "controller.listener.names",
                "CONTROLLER",
                "broker.session.timeout.ms",
                Long.toString(MISSED_AFTER.toMillis()),
                "log.dirs",
                directory.resolve("controller").toString()));
        BrokerSettings.format(directory, lasting, cluster);
        Properties settings = BrokerSettings.of(directory, address);
        settings.putAll(KafkaBroker.FOR_TESTS);
        settings.put("process.roles", "broker");
        settings.put("controller.quorum.voters", "2@" + controller);
        // Its default is larger than the heap that it gets here.
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        Path file = BrokerSettings.format(directory, settings, cluster);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(lasting), Time.SYSTEM);
        server.startup();
        return new KafkaProcess(directory, address, file, server);
    }

    private Process run() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "kafka.Kafka",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output.log").toFile()))
                .start();
    }

    /** Such as {@code 127.0.0.1:9092}. */
    public String address() {
        return address;
    }

    /** Waits until it answers. */
    public KafkaProcess awaitUp() {
        await("Kafka to answer").atMost(PATIENCE).ignoreExceptions().until(() -> {
            try (Admin admin = Admin.create(Map.of(
                    "bootstrap.servers", address, "default.api.timeout.ms", 2_000, "request.timeout.ms", 1_000))) {
                return !admin.describeCluster().nodes().get().isEmpty()
                        && admin.listTopics().names().get() != null;
            }
        });
        return this;
    }

    /** Kills it like {@code kill -9}. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again after {@link #kill}, on the same data. Returns at once. */
    public void startAgain() throws IOException {
        process = run();
    }

    /** Its data are for nobody, so it is killed. */
    @Override
    public void close() {
        kill();
        controller.shutdown();
        controller.awaitShutdown();
    }
}
