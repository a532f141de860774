package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.WebhookInbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run has recorded, replayed without anything around it. */
class RecordIT {

    @TempDir
    Path directory;

    @Test
    void theSameSettingsGiveTheSameIncidentsAndOthersGiveOthers() throws Exception {
        Path records = directory.resolve("records");
        try (Broker broker = Broker.builder().start();
                WebhookInbox inbox = WebhookInbox.start(0)) {
            Setup setup = Setup.in(directory, broker.url())
                    .with("mqtt.client-id", "record")
                    .with("record.folder", records.toString())
                    .with("group.pattern", "(?<group>site-\\\\d+)-.*")
                    .with("storm.threshold", "5")
                    .with("storm.window", "2s")
                    // On a slow machine the first of them must not be told alone.
                    .with("policy.CONNECTION_LOST.grace", "5s")
                    .withWebhook("desk", inbox.uri("desk"))
                    .with("webhook.desk.events", "incident.*");
            PresenceFeed feed = new PresenceFeed(broker);
            try (RunningProduct product = setup.start().awaitUp()) {
                List<String> site =
                        IntStream.range(0, 10).mapToObj(i -> "site-1-pump-" + i).toList();
                site.forEach(device -> feed.connects(device, 1));
                feed.connects("site-2-pump-1", 1);
                site.forEach(device -> feed.drops(device, 1));
                feed.drops("site-2-pump-1", 1);
                await().atMost(Duration.ofSeconds(60)).until(() -> told(inbox, "incident.opened") == 2);
                site.forEach(device -> feed.connects(device, 2));
                feed.connects("site-2-pump-1", 2);
                await().atMost(Duration.ofSeconds(60)).until(() -> told(inbox, "incident.resolved") == 2);
                product.stop();
            }
        }

        JsonNode same = replay(records);
        assertThat(same.path("signals").asInt()).isEqualTo(33);
        assertThat(same.path("totals").toString()).isEqualTo("{\"same\":2,\"changed\":0,\"new\":0,\"gone\":0}");
        assertThat(same.path("items"))
                .extracting(item -> item.at("/would/key").asText())
                .containsExactlyInAnyOrder("group/site-1", "device/site-2-pump-1");

        Path settings = directory.resolve("product.properties");
        Files.writeString(settings, Files.readString(settings).replace("threshold = 5", "threshold = 20"));
        JsonNode other = replay(records);
        assertThat(other.at("/totals/new").asInt()).isEqualTo(10);
        assertThat(other.at("/totals/gone").asInt()).isEqualTo(1);
        assertThat(other.at("/totals/same").asInt()).isEqualTo(1);
    }

    private static long told(WebhookInbox inbox, String type) {
        return inbox.received("desk").stream()
                .filter(received -> received.json().path("type").asText().equals("io.iotconnectivity." + type))
                .map(received -> received.json().path("id").asText())
                .distinct()
                .count();
    }

    private JsonNode replay(Path records) throws IOException, InterruptedException {
        List<String> command = ProductCommand.of();
        command.addAll(List.of(
                "replay",
                "--json",
                "--config",
                directory.resolve("product.properties").toString()));
        try (Stream<Path> files = Files.list(records)) {
            files.forEach(file -> command.add(file.toString()));
        }
        Path output = directory.resolve("replay.json");
        Process replay = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(directory.resolve("replay.log").toFile())
                .start();
        try {
            assertThat(replay.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(replay.exitValue())
                    .as(Files.readString(directory.resolve("replay.log")))
                    .isZero();
        } finally {
            replay.destroyForcibly();
        }
        return new ObjectMapper().readTree(output.toFile());
    }
}
