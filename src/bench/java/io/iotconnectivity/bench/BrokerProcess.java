package io.iotconnectivity.bench;

import io.iotconnectivity.sandbox.BrokerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import kafka.Kafka;
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
     * Returns once it listens.
     *
     * @param directory is created
     */
    static BrokerProcess start(Path directory) throws IOException {
        Files.createDirectories(directory);
        int port = Ports.free();
        String address = "127.0.0.1:" + port;
        String controller = "127.0.0.1:" + Ports.free();
        Path file = BrokerSettings.format(
                directory, BrokerSettings.whole(directory, address, controller), Uuid.randomUuid());
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
