package io.iotconnectivity.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * The settings of an Apache Kafka with one broker. What a single broker cannot have, and what only takes time at the
 * start, differs from the defaults; how long it waits for whoever is lost does not.
 */
public final class BrokerSettings {
    private BrokerSettings() {}

    /**
     * Of a broker that is its own controller.
     *
     * @param directory the parent of the folder of its logs
     * @param address that it listens on, such as {@code 127.0.0.1:9092}
     * @param controller the address that it listens on as controller
     */
    public static Properties whole(Path directory, String address, String controller) {
        Properties settings = of(directory, address);
        settings.put("process.roles", "broker,controller");
        settings.put("controller.quorum.voters", "1@" + controller);
        settings.put("listeners", settings.get("listeners") + ",CONTROLLER://" + controller);
        return settings;
    }

    /** Of a broker that is yet to be told its role and its controller. */
    public static Properties of(Path directory, String address) {
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
                // Fifty each would take as long to make as all the rest.
                Map.entry("offsets.topic.num.partitions", "3"),
                Map.entry("transaction.state.log.num.partitions", "3")));
        return settings;
    }

    /**
     * Prepares the folder of its logs.
     *
     * @param cluster the same for all of its nodes
     * @return the file that the settings are in
     */
    public static Path format(Path directory, Properties settings, Uuid cluster) throws IOException {
        Path file = directory.resolve("kafka-" + settings.get("node.id") + ".properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, "");
        }
        String[] format = {"format", "-t", cluster.toString(), "-c", file.toString()};
        StorageTool.execute(format, new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        return file;
    }
}
