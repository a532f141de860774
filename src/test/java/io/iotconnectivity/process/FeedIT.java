package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Mischief;
import io.iotconnectivity.sandbox.WebhookInbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A feed of presence events that is cut while its connection stands, and one that is merely quiet. */
class FeedIT {
    private static final Mischief NOTHING_ARRIVES = new Mischief(0, 1, 0, 0, Duration.ZERO, 1);
    private static final String CANARY = "iot-connectivity-canary";

    @TempDir
    Path directory;

    @Test
    void aFeedThatIsCutIsToldOfAndItsReturn() {
        try (Broker broker = Broker.builder().mischief(NOTHING_ARRIVES).start();
                RunningProduct product = quicklyAlarmed(broker).start().awaitUp()) {
            eventually(() -> {
                assertThat(product.status("/observe/health")).contains(503);
                assertThat(source(product).path("status").asText()).isEqualTo("DOWN");
            });
            assertThat(source(product).path("detail").asText())
                    .contains("connected, but nothing arrives")
                    .contains("doctor");
            assertThat(source(product).at("/facts/connected").asBoolean()).isTrue();
            assertThat(product.status("/observe/health/ready"))
                    .as("ready: connected, and a restart would not mend it")
                    .contains(200);
            assertThat(product.text("/observe/metrics")).contains("iotc_feed_silent{source=\"source-presence\"} 1");
            assertThat(product.get("/api/summary").at("/sources").toString()).contains("nothing arrives");
            assertThat(product.output()).containsOnlyOnce("source-presence is silent");

            eventually(() -> assertThat(blind(product, "open")).hasSize(1));
            assertThat(blind(product, "open").get(0).path("title").asText())
                    .startsWith("This monitor is blind: nothing has arrived by source-presence since ");

            eventually(() -> {
                new PresenceFeed(broker).connects("sensor", 1);
                assertThat(product.status("/observe/health")).contains(200);
            });
            assertThat(product.output()).contains("source-presence is no longer silent");
            eventually(() -> {
                new PresenceFeed(broker).connects("sensor", 1);
                assertThat(blind(product, "resolved")).isNotEmpty();
                assertThat(blind(product, "open")).isEmpty();
            });
        }
    }

    @Test
    void aBrokerThatCannotBeReachedIsOneIncidentAlsoOverAKillAndResolvedWhenItIsBack() {
        int port = FreePort.find();
        try (WebhookInbox desk = WebhookInbox.start(0)) {
            Setup setup = Setup.in(directory, "tcp://127.0.0.1:" + port)
                    .with("blind.hold", "1s")
                    .withWebhook("desk", desk.uri("desk"))
                    .with("webhook.desk.events", "incident.*");
            Deliveries tickets = new Deliveries(desk, "desk");
            RunningProduct first = setup.start();
            try {
                eventually(() -> assertThat(tickets.typesInOrder("blind/source-presence"))
                        .containsExactly("io.iotconnectivity.incident.opened"));
                first.kill();
            } finally {
                first.close();
            }
            try (RunningProduct second = setup.start()) {
                eventually(() -> assertThat(blind(second, "open")).hasSize(1));
                try (Broker broker = Broker.builder().port(port).start()) {
                    eventually(() -> assertThat(tickets.typesInOrder("blind/source-presence"))
                            .containsExactly(
                                    "io.iotconnectivity.incident.opened", "io.iotconnectivity.incident.resolved"));
                    assertThat(blind(second, "resolved")).hasSize(1);
                    assertThat(broker.url()).contains(Integer.toString(port));
                    second.stop();
                }
                assertThat(tickets.typesInOrder("blind/source-presence"))
                        .as("our own end is not told of")
                        .hasSize(2);
            }
        }
    }

    private static List<JsonNode> blind(RunningProduct product, String status) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode incident :
                product.get("/api/incidents?kind=blind&status=" + status).path("items")) {
            // Each source has its own connection, and its own incident.
            if (incident.path("key").asText().equals("blind/source-presence")) {
                found.add(incident);
            }
        }
        return found;
    }

    @Test
    void aFleetThatIsQuietRaisesNoAlarmAndTheProofIsNoDevice() {
        AtomicInteger songs = new AtomicInteger();
        try (Broker broker = Broker.builder().start()) {
            broker.onLifecycle(event -> {
                if (event.clientId().equals(CANARY)) {
                    songs.incrementAndGet();
                }
            });
            try (RunningProduct product = quicklyAlarmed(broker).start().awaitUp()) {
                eventually(() -> {
                    assertThat(songs.get()).isGreaterThanOrEqualTo(6);
                    assertThat(product.text("/observe/metrics"))
                            .containsPattern("iotc_feed_proofs_total\\{result=\"proven\"} [3-9]");
                });

                assertThat(product.text("/observe/metrics"))
                        .contains("iotc_feed_silent{source=\"source-presence\"} 0")
                        .contains("iotc_feed_proofs_total{result=\"silent\"} 0");
                assertThat(product.output()).doesNotContain("is silent");
                assertThat(source(product).path("status").asText()).isEqualTo("UP");
                assertThat(product.get("/api/devices").get("total").asInt()).isZero();
                assertThat(product.status("/api/devices/" + CANARY)).contains(404);
            }
        }
    }

    private Setup quicklyAlarmed(Broker broker) {
        return Setup.in(directory, broker.url())
                .with("feed.silence-alarm", "2s")
                .with("blind.hold", "1s");
    }

    private static JsonNode source(RunningProduct product) {
        for (JsonNode check : product.get("/observe/health").path("checks")) {
            if (check.path("name").asText().equals("source-presence")) {
                return check;
            }
        }
        throw new AssertionError("no source");
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
    }
}
