package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Fleet;
import io.iotconnectivity.sandbox.FleetSettings;
import io.iotconnectivity.sandbox.Received;
import io.iotconnectivity.sandbox.WebhookInbox;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Before an alert, AWS is asked; here a test tells it what to answer. */
class VerifyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void deviceThatAwsHoldsConnectedRaisesNoAlarmAndOneThatItDoesNotKnowIsUnverified() {
        try (Broker broker = Broker.builder().start();
                AwsEndpoint aws = AwsEndpoint.start(0);
                WebhookInbox inbox = WebhookInbox.start(0)) {
            Setup setup = Setup.in(directory, broker.url())
                    .withAws(aws)
                    .with("verify", "connection")
                    .with("verify.wait", "20s")
                    .withWebhook("desk", inbox.uri("desk"));
            try (RunningProduct product = setup.start().awaitUp();
                    Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(3))) {
                for (String id : new String[] {"sensor-0001", "sensor-0002", "sensor-0003"}) {
                    fleet.device(id).connect().join();
                    await().atMost(PATIENCE).until(() -> product.stateOf(id).equals("ONLINE"));
                }
                aws.connections().connected("sensor-0001", Instant.now());
                aws.connections().disconnected("sensor-0003", Instant.now(), "CONNECTION_LOST");

                for (String id : new String[] {"sensor-0001", "sensor-0002", "sensor-0003"}) {
                    fleet.device(id).vanish().join();
                }

                await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(alert(inbox, "sensor-0002").path("verified").asBoolean(true))
                            .isFalse();
                    assertThat(alert(inbox, "sensor-0003").path("verified").asBoolean(false))
                            .isTrue();
                    assertThat(signals(product, "sensor-0001")).contains("check");
                });
                assertThat(product.stateOf("sensor-0001")).isEqualTo("ONLINE");
                assertThat(new Deliveries(inbox, "desk").typesInOrder("sensor-0001"))
                        .isEmpty();
                assertThat(aws.faults().calls("iotdata", "GetConnection")).isEqualTo(3);
            }
        }
    }

    /** The data of the alert about a device; missing while there is none. */
    private static JsonNode alert(WebhookInbox inbox, String clientId) {
        return inbox.received("desk").stream()
                .map(Received::json)
                .filter(event -> event.path("subject").asText().equals(clientId))
                .filter(event -> event.path("type").asText().endsWith("device.offline"))
                .findFirst()
                .map(event -> event.path("data"))
                .orElseThrow(() -> new AssertionError("no alert about " + clientId));
    }

    private static List<String> signals(RunningProduct product, String clientId) {
        return product.get("/api/devices/" + clientId + "/events").findValues("signal").stream()
                .map(signal -> signal.path("kind").asText())
                .toList();
    }
}
