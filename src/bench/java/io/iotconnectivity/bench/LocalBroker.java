package io.iotconnectivity.bench;

import io.iotconnectivity.sandbox.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The broker under all contenders: mosquitto where it is on the PATH, else the sandbox's.
 *
 * @param name as the table shows it
 * @param stop ends it
 */
record LocalBroker(String name, String url, Runnable stop) implements AutoCloseable {

    static LocalBroker start(Path directory) throws IOException {
        Optional<Path> mosquitto = find("mosquitto");
        return mosquitto.isPresent() ? mosquitto(mosquitto.get(), directory) : sandbox();
    }

    private static LocalBroker mosquitto(Path binary, Path directory) throws IOException {
        int port = Ports.free();
        Path configuration = Files.writeString(
                directory.resolve("mosquitto.conf"),
                String.format(
                        Locale.ROOT,
                        """
                listener %d 127.0.0.1
                allow_anonymous true
                persistence false
                max_queued_messages 0
                max_inflight_messages 1000
                """,
                        port));
        Child child = Child.start("mosquitto", List.of(binary.toString(), "-c", configuration.toString()), directory);
        child.awaitLine("running");
        String version = child.awaitLine("version").replaceAll(".*(mosquitto version \\S+).*", "$1");
        return new LocalBroker(version, "tcp://127.0.0.1:" + port, child::close);
    }

    private static LocalBroker sandbox() {
        Broker broker = Broker.builder().start();
        return new LocalBroker(
                "the sandbox's broker (slow: install mosquitto for meaningful figures)", broker.url(), broker::close);
    }

    private static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Arrays.stream(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() {
        stop.run();
    }
}
