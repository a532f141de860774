package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device whose policy is the printed one: it may publish on its own topics, with whatever payload. */
class ForgedWillIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FORGED = 50;

    @TempDir
    Path directory;

    @Test
    void whatOneDeviceSaysOfAnotherIsKeptAndChangesNothing() throws Exception {
        try (UnderAttack attack = UnderAttack.start(directory, setup -> setup.with("sign-of-life.enabled", "true")
                .with("sign-of-life.topic", "telemetry/+"))) {
            RunningProduct product = attack.product();
            new PresenceFeed(attack.broker()).connects("gateway", 1);
            await().atMost(PATIENCE).until(() -> product.stateOf("gateway").equals("ONLINE"));

            for (int i = 0; i < FORGED; i++) {
                attack.broker().publish("telemetry/mallory", "{\"clientId\":\"invented-" + i + "\"}");
                attack.broker()
                        .publish(
                                "lwt/mallory",
                                "{\"state\":{\"reported\":{\"last_will\":\"yes\",\"client_id\":\"gateway\"}}}");
            }
            await().atMost(PATIENCE).until(() -> lettersOf(product, "last-will") == FORGED);
            attack.stillTells("device-7");

            assertThat(product.stateOf("gateway")).isEqualTo("ONLINE");
            assertThat(product.get("/api/devices").path("items"))
                    .extracting(device -> device.path("clientId").asText())
                    .containsExactlyInAnyOrder("gateway", "mallory", "device-7");
            assertThat(lettersOf(product, "sign-of-life")).isBetween(1L, 2L);
            assertThat(product.get("/api/dead-letters").path("items"))
                    .allSatisfy(letter -> assertThat(letter.path("reason").asText())
                            .contains("no device speaks for another", ".speaks-for-others"));
        }
    }

    private static long lettersOf(RunningProduct product, String source) {
        long count = 0;
        for (JsonNode letter : product.get("/api/dead-letters?limit=200").path("items")) {
            count += letter.path("origin").asText().equals(source) ? 1 : 0;
        }
        return count;
    }
}
