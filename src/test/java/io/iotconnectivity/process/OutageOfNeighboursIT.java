package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Answer;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.WebhookInbox;
import io.iotconnectivity.source.mqtt.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker and ticket desks go away and come back while the product runs. */
class OutageOfNeighboursIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @AutoClose
    private WebhookInbox inbox;

    @BeforeEach
    void startInbox() {
        inbox = WebhookInbox.start(0);
    }

    @Test
    void brokerThatIsNotThereAtTheStartOrRestartsIsWaitedForAndHealthSaysSo() {
        int port = FreePort.find();
        try (RunningProduct product =
                Setup.in(directory, "tcp://127.0.0.1:" + port).start()) {
            await("health to name the source")
                    .atMost(PATIENCE)
                    .until(() -> product.get("/observe/health").toString().contains("source-presence"));
            assertThat(product.status("/observe/health")).hasValue(503);

            Broker broker = Broker.builder().port(port).start();
            try {
                product.awaitUp();
                new PresenceFeed(broker).connects("before", 1);
                await().atMost(PATIENCE).until(() -> product.stateOf("before").equals("ONLINE"));

                broker.close();
                await().atMost(PATIENCE).until(() -> product.status("/observe/health")
                        .filter(s -> s == 503)
                        .isPresent());
                broker = broker.restart();
                product.awaitUp();

                new PresenceFeed(broker).connects("after", 1);
                await().atMost(PATIENCE).until(() -> product.stateOf("after").equals("ONLINE"));
            } finally {
                broker.close();
            }
        }
    }

    @Test
    void deviceThatComesBackWhileTheBrokerIsOutOfReachRaisesNoAlarm() {
        try (Broker broker = Broker.builder().start();
                TcpProxy network = TcpProxy.to(broker.port());
                RunningProduct product = Setup.in(directory, network.url())
                        .with("policy.CONNECTION_LOST.grace", "2s")
                        .with("settle", "2s")
                        .withWebhook("desk", inbox.uri("desk"))
                        .start()
                        .awaitUp()) {
            PresenceFeed feed = new PresenceFeed(broker);
            List.of("back", "gone").forEach(device -> feed.connects(device, 1));
            List.of("back", "gone").forEach(device -> feed.drops(device, 1));
            await().atMost(PATIENCE).until(() -> product.stateOf("gone").equals("SUSPECT"));
            network.refuse();
            Instant graceIsOver = Instant.now().plusSeconds(3);
            feed.connects("back", 2);
            await().atMost(PATIENCE).until(() -> Instant.now().isAfter(graceIsOver));
            assertThat(product.stateOf("gone"))
                    .as("what is held while we are blind")
                    .isEqualTo("SUSPECT");

            network.heal();
            Deliveries deliveries = new Deliveries(inbox, "desk");
            await().atMost(PATIENCE)
                    .until(() -> deliveries.idsByDevice("device.offline").containsKey("gone"));
            assertThat(product.stateOf("back")).isEqualTo("ONLINE");
            assertThat(deliveries.typesInOrder("back")).isEmpty();
        }
    }

    @Test
    void deadAndSlowDesksNeitherDelayTheOthersNorMissAnything() {
        List<String> devices = IntStream.range(0, 20)
                .mapToObj(number -> String.format(Locale.ROOT, "d%02d", number))
                .toList();
        try (Broker broker = Broker.builder().start()) {
            Setup setup = Setup.in(directory, broker.url())
                    .withWebhook("good", inbox.uri("good"))
                    .withWebhook("dead", inbox.uri("dead"))
                    .withWebhook("slow", inbox.uri("slow"));
            inbox.answer("dead", Answer.status(503));
            inbox.answer("slow", Answer.OK.after(Duration.ofSeconds(1)));
            try (RunningProduct product = setup.start().awaitUp()) {
                PresenceFeed feed = new PresenceFeed(broker);
                devices.forEach(device -> feed.connects(device, 1));
                devices.forEach(device -> feed.drops(device, 1));
                awaitAll("good", devices);
                assertThat(new Deliveries(inbox, "dead").idsByDevice("device.offline"))
                        .isEmpty();
                assertThat(product.sink("webhook-dead").path("waiting").asLong())
                        .isEqualTo(devices.size());
                assertThat(product.sink("webhook-dead").path("lastError").asText())
                        .contains("503");

                product.stop();
            }
            inbox.answer("dead", Answer.OK);
            try (RunningProduct product = setup.start().awaitUp()) {
                awaitAll("dead", devices);
                awaitAll("slow", devices);
                await().atMost(PATIENCE)
                        .until(() ->
                                product.sink("webhook-dead").path("waiting").asLong(-1) == 0);
            }
        }
    }

    @Test
    void whatCannotBeReadIsKeptWithItsReasonShownWithoutHarmAndStopsNothing() {
        try (Broker broker = Broker.builder().start();
                RunningProduct product =
                        Setup.in(directory, broker.url()).start().awaitUp()) {
            broker.publish("$aws/events/presence/connected/x", "{\"clientId\":\"x\",");
            broker.publish("$aws/events/presence/connected/x", "[".repeat(200) + "]".repeat(200));
            broker.publish("$aws/events/presence/connected/x", "x".repeat(130 * 1024));
            broker.publish(
                    "$aws/events/presence/connected/x",
                    new String(new byte[] {'{', 0, 27, '['}, StandardCharsets.ISO_8859_1));
            broker.publish("lwt/" + "y".repeat(200), "gone");
            new PresenceFeed(broker).connects("readable", 1);

            await().atMost(PATIENCE).until(() -> product.stateOf("readable").equals("ONLINE"));
            await().atMost(PATIENCE)
                    .until(() -> product.get("/api/dead-letters").path("total").asInt() == 5);
            assertThat(product.get("/api/dead-letters").path("items"))
                    .allSatisfy(
                            letter -> assertThat(letter.path("reason").asText()).isNotBlank());
            assertThat(product.output()).doesNotContain("\u001b");
            assertThat(product.stop()).isIn(0, 143);
        }
    }

    private void awaitAll(String desk, List<String> devices) {
        await("every outage at the " + desk + " desk").atMost(PATIENCE).until(() -> new Deliveries(inbox, desk)
                .idsByDevice("device.offline")
                .keySet()
                .containsAll(devices));
    }
}
