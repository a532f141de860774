package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Mischief;
import java.nio.file.Path;
import java.time.Duration;
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

            eventually(() -> {
                new PresenceFeed(broker).connects("sensor", 1);
                assertThat(product.status("/observe/health")).contains(200);
            });
            assertThat(product.output()).contains("source-presence is not silent any more");
        }
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
        return Setup.in(directory, broker.url()).with("feed.silence-alarm", "2s");
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
