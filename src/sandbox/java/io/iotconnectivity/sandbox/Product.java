package io.iotconnectivity.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The product in its own process, as users run it; it shares the sandbox's output. */
final class Product implements AutoCloseable {
    private static final long SECONDS_TO_FINISH = 30;

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
            int httpPort) {

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
            settings.put("stale.telemetry.clients", FleetSettings.TELEMETRY_CLIENTS);
            settings.put("stale.telemetry.after", "20s");
            settings.put("probe.enabled", Boolean.toString(probe));
            settings.put("enrichment.enabled", "true");
            settings.put("verify", "connection");
            settings.put("reconcile.enabled", "true");
            settings.put("reconcile.every", "1m");
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
            settings.put("record.folder", directory.resolve("record").toString());
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

        private Path writeSettings() throws IOException {
            Files.createDirectories(directory);
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(Path.of(database() + suffix));
            }
            return Files.writeString(
                    directory.resolve("application.properties"),
                    settings().entrySet().stream()
                            .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                            .collect(Collectors.joining("", "# Written by the sandbox at each start.\n", "")));
        }
    }

    /** @param jar with its {@code lib} folder beside it */
    static Product start(Path jar, Surroundings surroundings) {
        try {
            ProcessBuilder command = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-jar",
                            jar.toString(),
                            "run",
                            "--config",
                            surroundings.writeSettings().toString())
                    .inheritIO();
            command.environment().putAll(surroundings.environment());
            return new Product(command.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Completes with the exit status. */
    CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Asks the product to shut down, and waits until it has. */
    @Override
    public void close() {
        process.destroy();
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
