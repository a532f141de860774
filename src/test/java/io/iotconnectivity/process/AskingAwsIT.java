package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.event.EventSchema;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Device;
import io.iotconnectivity.sandbox.Fleet;
import io.iotconnectivity.sandbox.FleetSettings;
import io.iotconnectivity.sandbox.IotCore;
import io.iotconnectivity.sandbox.Received;
import io.iotconnectivity.sandbox.WebhookInbox;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.cloudwatch.IotLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product, as users run it, asks AWS: why, whether it is still so, and what it has missed. */
class AskingAwsIT {
    @TempDir
    Path directory;

    @AutoClose
    private final Broker broker = Broker.builder().start();

    @AutoClose
    private final AwsEndpoint aws = AwsEndpoint.start(0);

    @AutoClose
    private final WebhookInbox inbox = WebhookInbox.start(0);

    private final PresenceFeed feed = new PresenceFeed(broker);

    @BeforeEach
    void makeOneAwsOfThem() {
        broker.onLifecycle(new IotLog(aws.logs(), aws.logging(), Duration.ofMillis(200)));
        IotCore.join(broker, aws);
    }

    private Setup setup() {
        return Setup.in(directory, broker.url())
                .withAws(aws)
                .withWebhook("desk", inbox.uri("desk"))
                .with("webhook.desk.events", "*");
    }

    @Test
    void outageIsVerifiedAndExplained() {
        Setup setup = setup().with("verify", "connection")
                .with("enrichment.enabled", "true")
                .with("enrichment.wait", "60s");
        try (RunningProduct product = setup.start().awaitUp();
                Fleet fleet = Fleet.start(broker, FleetSettings.onCommand(2), line -> {})) {
            Device device = fleet.device("sensor-0001");
            device.connect().join();
            eventually(() -> assertThat(product.stateOf("sensor-0001")).isEqualTo("ONLINE"));
            device.vanish().join();

            eventually(() -> assertThat(event("sensor-0001", "device.offline")).isPresent());
            JsonNode data = event("sensor-0001", "device.offline").orElseThrow().path("data");
            assertThat(data.path("verified").asBoolean()).isTrue();
            assertThat(data.path("sourceIp").asText()).isEqualTo("127.0.0.1");
            assertThat(data.path("diagnosis").path("found").asBoolean()).isTrue();
            assertThat(data.path("diagnosis").path("sourcePort").asInt()).isPositive();
            assertThat(data.path("evidence").findValuesAsText("kind"))
                    .contains("connected", "disconnected", "check", "log_entry");
            assertThat(product.device("sensor-0001")
                            .path("worstCaseDetectionSeconds")
                            .asInt())
                    .isEqualTo(15);
            assertThat(inbox.received("desk")).allSatisfy(received -> assertThat(
                            EventSchema.validate(received.body().getBytes(StandardCharsets.UTF_8)))
                    .isEmpty());
        }
    }

    @Test
    void whatAwsHoldsConnectedRaisesNoAlarmAndWhatItCannotTellAlertsUnverified() {
        try (RunningProduct product =
                setup().with("verify", "connection").start().awaitUp()) {
            aws.connections().connected("there", Instant.now());
            feed.connects("there", 1);
            feed.connects("unknown", 1);
            feed.drops("there", 1);
            feed.drops("unknown", 1);

            eventually(() -> assertThat(product.stateOf("there")).isEqualTo("ONLINE"));
            eventually(() -> assertThat(event("unknown", "device.offline")).isPresent());
            assertThat(event("unknown", "device.offline")
                            .orElseThrow()
                            .path("data")
                            .path("verified")
                            .asBoolean(true))
                    .isFalse();
            assertThat(event("there", "device.offline")).isEmpty();
        }
    }

    @Test
    void afterAKillTheCauseThatWasAskedForIsFoundAndWhatWasMissedIsInTheFleetIndex() {
        Setup setup = setup().with("enrichment.enabled", "true")
                .with("enrichment.wait", "1s")
                .with("reconcile.enabled", "true");
        aws.things().create("lost", "back", "old");
        aws.connections().connected("old", ago(Duration.ofDays(2)));
        aws.connections().disconnected("old", ago(Duration.ofDays(1)), "CONNECTION_LOST");
        try (RunningProduct product = setup.start().awaitUp();
                Fleet fleet = Fleet.start(broker, FleetSettings.onCommand(2), line -> {})) {
            feed.connects("lost", 1);
            feed.connects("back", 1);
            feed.drops("back", 1);
            eventually(() -> assertThat(event("back", "device.offline")).isPresent());
            eventually(() -> assertThat(product.stateOf("lost")).isEqualTo("ONLINE"));
            eventually(() -> assertThat(product.stateOf("old")).isEqualTo("OFFLINE"));
            Device device = fleet.device("sensor-0001");
            device.connect().join();
            eventually(() -> assertThat(product.stateOf("sensor-0001")).isEqualTo("ONLINE"));
            device.vanish().join();
            // The log is not looked into before five seconds, so the alert went out without a cause.
            eventually(() -> assertThat(event("sensor-0001", "device.offline")).isPresent());
            product.kill();
        }
        JsonNode alert = event("sensor-0001", "device.offline").orElseThrow().path("data");
        assertThat(alert.has("diagnosis")).isFalse();
        aws.connections().connected("lost", Instant.now());
        aws.connections().disconnected("lost", Instant.now(), "MQTT_KEEP_ALIVE_TIMEOUT");
        aws.connections().connected("back", Instant.now());

        try (RunningProduct product = setup.start().awaitUp()) {
            eventually(
                    () -> assertThat(event("sensor-0001", "device.diagnosed")).isPresent());
            JsonNode late =
                    event("sensor-0001", "device.diagnosed").orElseThrow().path("data");
            assertThat(late.path("incidentId")).isEqualTo(alert.path("incidentId"));
            assertThat(late.path("diagnosis").path("found").asBoolean()).isTrue();

            eventually(() -> assertThat(event("lost", "device.offline")).isPresent());
            eventually(() -> assertThat(event("back", "device.online")).isPresent());
            assertThat(event("lost", "device.offline")
                            .orElseThrow()
                            .path("data")
                            .path("reason")
                            .asText())
                    .isEqualTo("MQTT_KEEP_ALIVE_TIMEOUT");
            assertThat(product.stateOf("back")).isEqualTo("ONLINE");
            assertThat(event("old", "device.offline")).isEmpty();
        }
    }

    @Test
    void silentDeviceThatAnswersIsAliveAndOneThatDoesNotIsStaleUntilItSpeaks() {
        Setup setup = setup().with("sign-of-life.enabled", "true")
                .with("sign-of-life.topic", "telemetry/#")
                .with("stale.after", "3s")
                .with("probe.enabled", "true")
                .with("probe.timeout", "2s");
        FleetSettings patient = new FleetSettings(2, 0, Duration.ZERO, Duration.ofSeconds(300));
        try (RunningProduct product = setup.start().awaitUp();
                Fleet fleet = Fleet.start(broker, patient, line -> {})) {
            Device alive = fleet.device("sensor-0001");
            Device halfOpen = fleet.device("sensor-0002");
            alive.connect().join();
            halfOpen.connect().join();
            eventually(() -> assertThat(product.stateOf("sensor-0002")).isEqualTo("ONLINE"));
            halfOpen.fallSilent().join();

            eventually(() -> assertThat(event("sensor-0002", "device.stale")).isPresent());
            eventually(() -> assertThat(inbox.received("desk").stream()
                            .map(Received::json)
                            .filter(event -> event.path("subject").asText().equals("sensor-0001"))
                            .map(event -> event.path("data")
                                    .path("signal")
                                    .path("kind")
                                    .asText()))
                    .contains("probe"));
            assertThat(event("sensor-0001", "device.stale")).isEmpty();
            assertThat(product.stateOf("sensor-0001")).isEqualTo("ONLINE");

            broker.publish("telemetry/sensor-0002", "{\"celsius\":4}");
            eventually(() -> assertThat(event("sensor-0002", "device.online")).isPresent());
        }
    }

    private Optional<JsonNode> event(String client, String type) {
        return inbox.received("desk").stream()
                .map(Received::json)
                .filter(event -> event.path("subject").asText().equals(client))
                .filter(event -> event.path("type").asText().equals("io.iotconnectivity." + type))
                .findFirst();
    }

    private static Instant ago(Duration time) {
        return Instant.now().minus(time).truncatedTo(ChronoUnit.MILLIS);
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(assertion);
    }
}
