package io.iotconnectivity.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** Apache Kafka, one node in a process of its own, so that its CPU can be told from that of others. */
final class BrokerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final String address;
    private final Child process;

    private BrokerProcess(String address, Child process) {
        this.address = address;
        this.process = process;
    }

    /**
     * Returns once it listens. What a single node cannot have, and what only takes time at the start, differs from the
     * defaults of Kafka; how long it waits for whoever is lost does not.
     *
     * @param directory is created
     */
    static BrokerProcess start(Path directory) throws IOException {
        Files.createDirectories(directory);
        int port = Ports.free();
        String address = "127.0.0.1:" + port;
        String controller = "127.0.0.1:" + Ports.free();
        Properties settings = new Properties();
        settings.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@" + controller),
                Map.entry("listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + controller),
                Map.entry("advertised.listeners", "PLAINTEXT://" + address),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", directory.resolve("log").toString()),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("offsets.topic.num.partitions", "3"),
                Map.entry("transaction.state.log.num.partitions", "3")));
        Path file = directory.resolve("kafka.properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            settings.store(out, "");
        }
        String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        StorageTool.execute(format, new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        List<String> command = Jvm.command(Kafka.class, "-Xmx512m");
        command.add(file.toString());
        BrokerProcess server = new BrokerProcess(address, Child.start("Kafka", command, directory));
        try {
            server.awaitUp(port);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void awaitUp(int port) {
        while (!isListening(port)) {
            if (!process.isAlive() || process.sinceStart().compareTo(PATIENCE) > 0) {
                throw process.failure("did not come up");
            }
            Pause.of(BETWEEN_LOOKS);
        }
    }

    private static boolean isListening(int port) {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Such as {@code 127.0.0.1:9092}. */
    String address() {
        return address;
    }

    Child process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
