package io.iotconnectivity.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * Apache Kafka in a process of its own: one node that is a whole cluster. It outlives Ctrl-C, which a terminal tells all
 * of its processes, so that the product can finish what it has there; it does not outlive the process that started it.
 */
final class KafkaServer implements AutoCloseable {
    private static final Duration STARTS = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final int MILLISECONDS_TO_CONNECT = 1_000;
    private static final int SECONDS_TO_END = 10;

    private final Process process;
    private final String address;

    private KafkaServer(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts it, and waits until it can be connected to.
     *
     * @param directory empty, for its logs and its output
     * @param port on this machine
     */
    static KafkaServer start(Path directory, int port) throws InterruptedException {
        Path output = directory.resolve("output.log");
        try {
            Process process = new ProcessBuilder(
                            "sh",
                            "-c",
                            "trap '' INT; exec \"$@\"",
                            "sh",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KafkaServer.class.getName(),
                            directory.toString(),
                            Integer.toString(port))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            KafkaServer started = new KafkaServer(process, address(port));
            if (!started.isUpWithin(STARTS, port)) {
                started.close();
                throw new IllegalStateException("Kafka did not start; see " + output);
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isUpWithin(Duration patience, int port) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (process.isAlive() && System.nanoTime() - until < 0) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLISECONDS_TO_CONNECT);
                return true;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
            }
        }
        return false;
    }

    private static String address(int port) {
        return "127.0.0.1:" + port;
    }

    /** Such as {@code 127.0.0.1:9092}. */
    String address() {
        return address;
    }

    /** Nobody needs what it holds any more. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Runs until whoever started it ends: then nobody holds the other end of its input. */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        Properties settings = BrokerSettings.whole(directory, address(Integer.parseInt(args[1])), address(freePort()));
        settings.put("auto.create.topics.enable", "false");
        // Its default is larger than the heap.
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        BrokerSettings.format(directory, settings, Uuid.randomUuid());
        new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM).startup();
        while (System.in.read() >= 0) {
            // Nothing is ever written there.
        }
        Runtime.getRuntime().halt(0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
