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
import io.iotconnectivity.sandbox.aws.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts that AWS is asked about by the names of things; a test tells AWS what to answer. */
class VerifyIT {
    private static final String CONNECTED = "sensor-0001";
    private static final String GONE = "sensor-0002";
    private static final String NO_THING = "sensor-0003";
    private static final List<String> DENIED = List.of("sensor-0004", "sensor-0005");

    @TempDir
    Path directory;

    @Test
    void thingsAreAskedForAndWhatIsDeniedOrHasNoneAlertsUnverified() {
        try (Broker broker = Broker.builder().start();
                AwsEndpoint aws = AwsEndpoint.start(0);
                WebhookInbox inbox = WebhookInbox.start(0)) {
            aws.things().create(CONNECTED, GONE, "0003", DENIED.get(0), DENIED.get(1));
            Setup setup = Setup.in(directory, broker.url())
                    .withAws(aws)
                    .with("verify", "thing-connectivity")
                    .with("verify.wait", "20s")
                    .with("thing.pattern", "sensor-(?<thing>.+)")
                    .with("sink.shadow.enabled", "true")
                    .withWebhook("desk", inbox.uri("desk"));
            try (RunningProduct product = setup.start().awaitUp();
                    Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(5))) {
                for (String id : List.of(CONNECTED, GONE, NO_THING, DENIED.get(0), DENIED.get(1))) {
                    fleet.device(id).connect().join();
                    eventually(() -> assertThat(product.stateOf(id)).isEqualTo("ONLINE"));
                }
                aws.connections().connected(CONNECTED, Instant.now());
                aws.connections().disconnected(GONE, Instant.now(), "CONNECTION_LOST");
                List.of(CONNECTED, GONE, NO_THING)
                        .forEach(id -> fleet.device(id).vanish().join());

                eventually(() -> {
                    assertThat(isVerified(inbox, GONE)).isTrue();
                    assertThat(isVerified(inbox, NO_THING)).isFalse();
                    assertThat(signals(product, CONNECTED)).contains("check");
                    assertThat(aws.shadows().shadow("0003")).isPresent();
                });
                assertThat(product.stateOf(CONNECTED)).isEqualTo("ONLINE");
                assertThat(new Deliveries(inbox, "desk").typesInOrder(CONNECTED))
                        .isEmpty();
                assertThat(aws.shadows().shadow(NO_THING)).isEmpty();
                assertThat(aws.faults().calls("iotdata", "GetConnection")).isZero();

                aws.faults()
                        .next(
                                "iot",
                                "GetThingConnectivityData",
                                Fault.refuse(403, "AccessDeniedException", "not authorized"),
                                Integer.MAX_VALUE);
                for (String id : DENIED) {
                    fleet.device(id).vanish().join();
                    eventually(() -> assertThat(isVerified(inbox, id)).isFalse());
                }
                assertThat(product.output()).containsOnlyOnce("allow iot:GetThingConnectivityData on arn:aws:iot:");
            }
        }
    }

    private static boolean isVerified(WebhookInbox inbox, String clientId) {
        JsonNode alert = inbox.received("desk").stream()
                .map(Received::json)
                .filter(event -> event.path("subject").asText().equals(clientId))
                .filter(event -> event.path("type").asText().endsWith("device.offline"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no alert about " + clientId));
        assertThat(alert.path("data").path("verified").isBoolean()).isTrue();
        return alert.path("data").path("verified").asBoolean();
    }

    private static List<String> signals(RunningProduct product, String clientId) {
        return product.get("/api/devices/" + clientId + "/events").findValues("signal").stream()
                .map(signal -> signal.path("kind").asText())
                .toList();
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(assertion);
    }
}
