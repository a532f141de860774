package io.iotconnectivity.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import io.iotconnectivity.sandbox.SharedKey;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.streams.KafkaStreams;
import org.rocksdb.RocksDB;
import org.xerial.snappy.Snappy;

/** The product as users start it: {@code java -jar target/iot-connectivity.jar}, with a store of its own and all sinks off. */
final class Product implements Contender {
    static final Path JAR = Path.of(System.getProperty("product.jar", "target/iot-connectivity.jar"))
            .toAbsolutePath();
    private static final Pattern ACKS =
            Pattern.compile("iotc_mqtt_acks_total\\{[^}]*route=\"source-presence\"[^}]*} (\\S+)");
    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<Class<?>> KAFKA =
            List.of(KafkaStreams.class, KafkaProducer.class, RocksDB.class, Zstd.class, LZ4Factory.class, Snappy.class);

    private final Child process;
    private final Path settings;
    private final Http http;

    private Product(Child process, Path settings, Http http) {
        this.process = process;
        this.settings = settings;
        this.http = http;
    }

    /**
     * Returns at once.
     *
     * @param directory of its own, for settings and store; kept files are taken up again
     * @param more settings beside those that every start needs
     */
    static Product start(Path directory, LocalBroker broker, Map<String, String> more) throws IOException {
        return start(directory, broker, more, List.of());
    }

    /**
     * @param options of its JVM, beside those that every start needs
     */
    static Product start(Path directory, LocalBroker broker, Map<String, String> more, List<String> options)
            throws IOException {
        List<String> java = new ArrayList<>(List.of(Jvm.JAVA, "-Xmx512m"));
        java.addAll(List.of(System.getProperty("product.options", "").split(" ")));
        java.addAll(options);
        java.removeIf(String::isEmpty);
        java.addAll(List.of("-jar", JAR.toString()));
        return start(java, directory, broker, more);
    }

    /** As it is started from an unpacked release. */
    static Product start(Release release, Path directory, LocalBroker broker) throws IOException {
        return start(release.command("-Xmx512m"), directory, broker, Map.of());
    }

    /** A node of the engine on Kafka, with the libraries that {@code lib/kafka} gets. */
    static Product startOnKafka(Path directory, LocalBroker broker, Map<String, String> more) throws IOException {
        String classPath = Stream.concat(
                        Stream.of(JAR.toString()), KAFKA.stream().map(library -> library.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath()))
                .collect(Collectors.joining(File.pathSeparator));
        Map<String, String> settings = new TreeMap<>(more);
        Files.createDirectories(directory);
        SharedKey.giveTo(store(directory));
        settings.put("engine", "kafka");
        return start(
                List.of(Jvm.JAVA, "-Xmx512m", "-cp", classPath, "io.iotconnectivity.App"), directory, broker, settings);
    }

    private static Product start(List<String> launcher, Path directory, LocalBroker broker, Map<String, String> more)
            throws IOException {
        Files.createDirectories(directory);
        Path store = store(directory);
        int port = Ports.free();
        Map<String, String> settings = new TreeMap<>(Map.of(
                "mqtt.url",
                broker.url(),
                "mqtt.client-id",
                "bench-product-" + directory.getFileName(),
                "engine.file",
                store.toString(),
                "http.port",
                Integer.toString(port),
                "http.max-requests-per-second",
                "100000",
                "sink.log.enabled",
                "false"));
        settings.putAll(more);
        Path file = Files.writeString(
                directory.resolve("bench.properties"),
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                        .collect(Collectors.joining()));
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of("run", "--config", file.toString()));
        return new Product(Child.start("The product", command, directory), file, new Http("http://127.0.0.1:" + port));
    }

    /** The file that it was started with. */
    Path settings() {
        return settings;
    }

    /** Waits until it is connected and subscribed. */
    void awaitUp() {
        awaitUp(PATIENCE);
    }

    /** @param patience since its start */
    void awaitUp(Duration patience) {
        while (!http.isOk("/observe/health")) {
            if (!process.isAlive() || process.sinceStart().compareTo(patience) > 0) {
                throw process.failure("did not come up");
            }
            Pause.of(Duration.ofMillis(10));
        }
    }

    @Override
    public String name() {
        return "product";
    }

    @Override
    public Child process() {
        return process;
    }

    @Override
    public long acked() {
        Matcher acks = ACKS.matcher(http.get("/observe/metrics"));
        return acks.find() ? (long) Double.parseDouble(acks.group(1)) : 0;
    }

    /** What it answers there. */
    String get(String path) {
        return http.get(path);
    }

    /** All metrics whose names start so. */
    List<String> metrics(String prefix) {
        return http.get("/observe/metrics")
                .lines()
                .filter(line -> line.startsWith(prefix))
                .toList();
    }

    long devices() {
        try {
            return new ObjectMapper()
                    .readTree(http.get("/api/devices?limit=1"))
                    .path("total")
                    .asLong();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many devices have this verdict. */
    long devices(String state) {
        return sum(metrics("iotc_devices{").stream().filter(line -> line.contains("state=\"" + state + "\"")));
    }

    /** Events written since the start. */
    long eventsWritten() {
        return sum(metrics("iotc_events_total{").stream());
    }

    private static long sum(Stream<String> metrics) {
        return metrics.mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Bytes of the objects on the heap that are in use, after a full collection. */
    long heap() {
        Matcher total = TOTAL.matcher(Child.run(Jvm.JCMD, Long.toString(process.pid()), "GC.class_histogram"));
        if (!total.find()) {
            throw process.failure("did not tell what is on its heap");
        }
        return Long.parseLong(total.group(1));
    }

    /** The store of a product that is started in this directory. */
    static Path store(Path directory) {
        return directory.resolve("connectivity.db");
    }

    /** Bytes of the store's files once it is closed; also of one whose process had no time to fold the log beside it into it. */
    static long fileSize(Path directory) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store(directory));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            throw new IOException("the store cannot be read", e);
        }
        String name = store(directory).getFileName().toString();
        long size = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith(name))
                    .toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }

    @Override
    public void close() {
        process.close();
    }
}
