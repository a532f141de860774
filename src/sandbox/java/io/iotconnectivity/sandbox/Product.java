package io.iotconnectivity.sandbox;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.github.luben.zstd.Zstd;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.streams.KafkaStreams;
import org.rocksdb.RocksDB;
import org.xerial.snappy.Snappy;

/** The product in its own process, as users run it; it shares the sandbox's output. */
final class Product implements AutoCloseable {
    private static final long SECONDS_TO_FINISH = 30;
    /** A class of each library that engine=kafka needs, as lib/kafka/pom.xml has them. */
    private static final List<Class<?>> KAFKA =
            List.of(KafkaStreams.class, KafkaProducer.class, RocksDB.class, Zstd.class, LZ4Factory.class, Snappy.class);

    private final Process process;

    private Product(Process process) {
        this.process = process;
    }

    /**
     * The product's environment.
     *
     * @param directory for its settings and its state, which starts empty, like the broker's
     * @param queue     the SQS queue to take presence events from; absent for MQTT
     * @param probe     whether silent devices are probed
     * @param topicArn  the SNS topic to publish to
     * @param webhook   where webhooks go
     * @param tickets   where webhooks about incidents go
     * @param secret    signs the webhooks, {@code whsec_} and base64
     * @param httpPort  where the product listens
     * @param shares    what it shares the fleet by; absent if it is alone
     */
    record Surroundings(
            Path directory,
            String mqtt,
            Optional<String> queue,
            boolean probe,
            URI aws,
            String region,
            String topicArn,
            URI webhook,
            URI tickets,
            String secret,
            int httpPort,
            Optional<Share> shares) {

        /**
         * How an instance finds the others.
         *
         * @param instance its name
         * @param kafka a broker
         */
        record Share(String instance, String kafka) {}

        /** The same of one of several instances. */
        Surroundings ofInstance(String name, int port, String kafka) {
            return new Surroundings(
                    directory.resolve(name),
                    mqtt,
                    queue,
                    probe,
                    aws,
                    region,
                    topicArn,
                    webhook,
                    tickets,
                    secret,
                    port,
                    Optional.of(new Share(name, kafka)));
        }

        Map<String, String> settings() {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("mqtt.url", mqtt);
            settings.put("http.port", Integer.toString(httpPort));
            settings.put("engine.file", database().toString());
            queue.ifPresent(url -> {
                settings.put("presence.enabled", "false");
                settings.put("queue.enabled", "true");
                settings.put("queue.url", url);
            });
            // Client ids of the fleet may hold slashes.
            settings.put("last-will.topic", "lwt/#");
            // Short, so that outages show at once.
            settings.put("grace.default", "5s");
            settings.put("policy.CONNECTION_LOST.grace", "5s");
            settings.put("policy.MQTT_KEEP_ALIVE_TIMEOUT.grace", "5s");
            settings.put("aws.region", region);
            // A part of the fleet sends telemetry every few seconds, and some of that part goes quiet now and then.
            settings.put("sign-of-life.enabled", "true");
            settings.put("sign-of-life.topic", "telemetry/#");
            // Some sensors go to sleep, and now and then one sleeps too long.
            settings.put("class.gateways.clients", FleetSettings.GATEWAY_CLIENTS);
            settings.put("class.gateways.severity", "critical");
            // So low that the sandbox's fleet spends it.
            settings.put("class.gateways.availability-slo", "99%");
            // They take commands, and now and then one loses its subscription: that is found within seconds.
            settings.put("class.gateways.subscriptions", "cmd/${clientId}/#");
            settings.put("deaf.after", "3s");
            settings.put("deaf.check-every", "20s");
            settings.put("deaf.recheck-every", "5s");
            settings.put("class.sleepers.clients", FleetSettings.SLEEPER_CLIENTS);
            settings.put("class.sleepers.expected-back", "30s");
            settings.put("stale.telemetry.clients", FleetSettings.TELEMETRY_CLIENTS);
            settings.put("stale.telemetry.after", "20s");
            settings.put("probe.enabled", Boolean.toString(probe));
            settings.put("enrichment.enabled", "true");
            settings.put("verify", "connection");
            settings.put("reconcile.enabled", "true");
            settings.put("reconcile.every", "1m");
            settings.put("never-connected.after", "2m");
            settings.put("sink.dynamodb.enabled", "true");
            settings.put("sink.dynamodb.create-tables", "true");
            settings.put("sink.sns.enabled", "true");
            settings.put("sink.sns.topic-arn", topicArn);
            settings.put("sink.shadow.enabled", "true");
            settings.put("sink.metrics.enabled", "true");
            settings.put("webhook.inbox.url", webhook.toString());
            settings.put("webhook.inbox.allow-private", "true");
            settings.put("webhook.inbox.secret", secret);
            settings.put("webhook.tickets.url", tickets.toString());
            settings.put("webhook.tickets.events", "incident.*");
            settings.put("webhook.tickets.allow-private", "true");
            settings.put("webhook.tickets.secret", secret);
            settings.put("group.pattern", FleetSettings.GROUP_PATTERN);
            settings.put("dependency.(?<site>site-[0-9]+)-pump-.*", "${site}-gateway");
            // Small and soon over, as the sandbox's sites and troubles are.
            settings.put("storm.threshold", "8");
            settings.put("storm.window", "15s");
            settings.put("flapping.threshold", "4");
            settings.put("flapping.window", "1m");
            settings.put("conflict.window", "1m");
            settings.put("credentials.window", "1m");
            settings.put("incident.update-every", "15s");
            settings.put("routes.folder", routes().toString());
            settings.put("enrich.things.table", Account.INVENTORY);
            shares.ifPresentOrElse(
                    share -> {
                        settings.put("engine", "kafka");
                        settings.put("kafka.bootstrap-servers", share.kafka());
                        settings.put("kafka.instance", share.instance());
                        settings.put("kafka.folder", directory.resolve("kafka").toString());
                    },
                    () -> settings.put(
                            "record.folder", directory.resolve("record").toString()));
            return settings;
        }

        Map<String, String> environment() {
            return Map.of(
                    "AWS_ENDPOINT_URL", aws.toString(),
                    "AWS_ACCESS_KEY_ID", "sandbox",
                    "AWS_SECRET_ACCESS_KEY", "sandbox",
                    "AWS_REGION", region,
                    "AWS_EC2_METADATA_DISABLED", "true");
        }

        private Path database() {
            return directory.resolve("connectivity.db");
        }

        private Path routes() {
            return directory.resolve("routes");
        }

        /** The user's own routes, and one that knows where the devices are. */
        private void copyRoutes() throws IOException {
            EmptyFolder.at(routes());
            copyRoutes(Path.of("examples/routes"), "enrich-things.camel.yaml");
            copyRoutes(Path.of("routes"), "*.camel.yaml");
        }

        private void copyRoutes(Path from, String names) throws IOException {
            if (!Files.isDirectory(from)) {
                return;
            }
            try (DirectoryStream<Path> found = Files.newDirectoryStream(from, names)) {
                for (Path file : found) {
                    Files.copy(file, routes().resolve(file.getFileName()), REPLACE_EXISTING);
                }
            }
        }

        private Path configuration() {
            return directory.resolve("application.properties");
        }

        /** Writes the settings, and deletes what an earlier sandbox has left. */
        void prepare() {
            try {
                if (shares.isPresent()) {
                    EmptyFolder.at(directory);
                }
                Files.createDirectories(directory);
                copyRoutes();
                for (String suffix : List.of("", "-wal", "-shm")) {
                    Files.deleteIfExists(Path.of(database() + suffix));
                }
                if (shares.isPresent()) {
                    SharedKey.giveTo(database());
                }
                Files.writeString(
                        configuration(),
                        settings().entrySet().stream()
                                .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                                .collect(Collectors.joining("", "# Written by the sandbox at each start.\n", "")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Starts it from nothing.
     *
     * @param jar with its {@code lib} folder beside it
     */
    static Product start(Path jar, Surroundings surroundings) {
        surroundings.prepare();
        return new Product(started(
                new ProcessBuilder(command(List.of("-jar", jar.toString()), surroundings)).inheritIO(), surroundings));
    }

    /**
     * Starts one of several instances, which goes on where it has stopped. Its lines begin with its name.
     *
     * @param jar with its {@code lib} folder beside it; the libraries of Kafka are those of this JVM
     */
    static Product startInstance(Path jar, Surroundings surroundings, String name) {
        String classPath = Stream.concat(
                        Stream.of(jar.toString()), KAFKA.stream().map(Product::library))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> small = List.of(
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp", classPath, "io.iotconnectivity.App");
        Process process =
                started(new ProcessBuilder(command(small, surroundings)).redirectErrorStream(true), surroundings);
        Thread lines = new Thread(
                () -> process.inputReader(StandardCharsets.UTF_8)
                        .lines()
                        .forEach(line -> System.out.println("[" + name + "] " + line)),
                "lines-of-" + name);
        lines.setDaemon(true);
        lines.start();
        return new Product(process);
    }

    private static String library(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    private static List<String> command(List<String> program, Surroundings surroundings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program);
        command.addAll(List.of("run", "--config", surroundings.configuration().toString()));
        return command;
    }

    private static Process started(ProcessBuilder command, Surroundings surroundings) {
        command.environment().putAll(surroundings.environment());
        try {
            return command.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Completes with the exit status. */
    CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Ends it like {@code kill -9}. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Asks the product to shut down, and waits until it has. */
    @Override
    public void close() {
        // The process itself would close the stream that its last lines are read from.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
                System.err.println("The product did not shut down within " + SECONDS_TO_FINISH + " s and is killed");
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
