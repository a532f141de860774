package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code routes.reload} the product takes over what changes in the folder of routes while it runs. */
class DevelopmentIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void fileThatIsDroppedEditedBrokenOrDeletedIsTakenOverWhileTheRestGoesOn() throws IOException {
        Path routes = directory.resolve("routes");
        Path sink = routes.resolve("sink-file.camel.yaml");
        String example = Files.readString(Path.of("examples/routes/sink-file.camel.yaml"));
        try (Broker broker = Broker.builder().start();
                RunningProduct product = Setup.in(directory, broker.url())
                        .with("routes.reload", "true")
                        .with("sink.file.events", "device.signal")
                        .start()
                        .awaitUp()) {
            Files.writeString(sink, example);
            awaitSink(product);
            connects(broker, 1);
            awaitLines("out/events.jsonl", 1);

            Files.writeString(sink, example.replace("events.jsonl", "later.jsonl"));
            awaitOutput(product, "sink-file.camel.yaml has been reloaded: [sink-file]", 2);
            Files.writeString(routes.resolve("sink-broken.camel.yaml"), "- route: {id: [");
            awaitOutput(product, "sink-broken.camel.yaml cannot be used: ");

            awaitSink(product);
            connects(broker, 2);
            awaitLines("out/later.jsonl", 1);

            Files.writeString(sink, example.replace("uri: file", "uri: no-such-component"));
            awaitOutput(product, "sink-file.camel.yaml cannot be used, its previous version stays in use: ");
            awaitSink(product);
            connects(broker, 3);
            awaitLines("out/later.jsonl", 2);

            Files.delete(sink);
            awaitOutput(product, "sink-file.camel.yaml was deleted, and with it [sink-file]");
            await().atMost(PATIENCE)
                    .until(() -> !product.sink("file").path("active").asBoolean());
            assertThat(product.isAlive()).isTrue();
            assertThat(product.get("/observe/health").path("status").asText()).isEqualTo("UP");
        }
    }

    private static void awaitOutput(RunningProduct product, String text) {
        awaitOutput(product, text, 1);
    }

    private static void awaitOutput(RunningProduct product, String text, int times) {
        await(text).atMost(PATIENCE).untilAsserted(() -> assertThat(
                        product.output().split(Pattern.quote(text), -1))
                .hasSizeGreaterThan(times));
    }

    private static void awaitSink(RunningProduct product) {
        await().atMost(PATIENCE).until(() -> product.sink("file").path("active").asBoolean());
    }

    private static void connects(Broker broker, int version) {
        long now = Instant.now().toEpochMilli();
        String event = String.format(
                Locale.ROOT,
                "{\"clientId\":\"pump-%1$d\",\"timestamp\":%2$d,\"eventType\":\"connected\",\"versionNumber\":%1$d}",
                version,
                now);
        broker.publish("$aws/events/presence/connected/pump-" + version, event);
    }

    private void awaitLines(String file, int lines) {
        Path path = directory.resolve(file);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(path).exists().content().satisfies(text -> assertThat(text.lines())
                        .hasSize(lines)));
    }
}
