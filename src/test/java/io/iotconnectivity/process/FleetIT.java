package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Fleet;
import io.iotconnectivity.sandbox.FleetSettings;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.sandbox.aws.iot.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product with a fleet index and a queue. */
class FleetIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void whatHappenedWhileTheProductWasDownOrItsBrokerAwayIsMended() throws Exception {
        Broker broker = Broker.builder().start();
        try (AwsEndpoint aws = AwsEndpoint.start(0)) {
            Setup setup = Setup.in(directory, broker.url())
                    .withAws(aws)
                    .with("last-will.enabled", "false")
                    .with("reconcile.enabled", "true")
                    .with("reconcile.max-calls-per-second", "100");
            Instant start = Instant.now().minusSeconds(3600);
            aws.things().create("steady", "lost", "slow", "never");
            aws.connections().connected("steady", start);
            aws.connections().connected("lost", start);
            aws.connections().connected(Connection.open("slow", start).withKeepAlive(1200));
            try (RunningProduct product = setup.start().awaitUp()) {
                await().atMost(SOON).untilAsserted(() -> {
                    assertThat(product.stateOf("steady")).isEqualTo("ONLINE");
                    assertThat(product.stateOf("lost")).isEqualTo("ONLINE");
                });
                assertThat(product.get("/api/devices").get("total").asInt()).isEqualTo(3);
                JsonNode slow = product.get("/api/devices?slow=true");
                assertThat(slow.get("total").asInt()).isEqualTo(1);
                assertThat(slow.at("/items/0/clientId").asText()).isEqualTo("slow");
                assertThat(slow.at("/items/0/worstCaseDetectionSeconds").asInt())
                        .isEqualTo(1800);
                product.kill();
            }
            aws.connections().disconnected("lost", Instant.now(), "MQTT_KEEP_ALIVE_TIMEOUT");
            aws.faults().next("iot", "SearchIndex", Fault.throttle(), 2);

            try (RunningProduct product = setup.start().awaitUp()) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(product.stateOf("lost")).isEqualTo("OFFLINE"));
                assertThat(product.device("lost").path("reason").asText()).isEqualTo("MQTT_KEEP_ALIVE_TIMEOUT");
                assertThat(product.stateOf("steady")).isEqualTo("ONLINE");
                await().atMost(SOON).untilAsserted(() -> assertThat(product.get("/api/summary")
                                .at("/reconciliation/completedAt")
                                .asText())
                        .isNotEmpty());

                JsonNode found = product.get("/api/fleet?query=connectivity.connected:false&stats=true");
                assertThat(found.get("total").asInt()).isEqualTo(2);
                assertThat(found.get("items")).hasSize(2);
                assertThat(found.at("/stats/reasons/0/reason").asText()).isEqualTo("MQTT_KEEP_ALIVE_TIMEOUT");
                assertThat(product.status("/api/fleet?query=(")).contains(400);

                int before = queriesForWhatHasChanged(product);
                aws.connections().disconnected("slow", Instant.now(), "CONNECTION_LOST");
                broker = broker.restart();
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(product.stateOf("slow")).isEqualTo("OFFLINE"));
                assertThat(product.stateOf("steady")).isEqualTo("ONLINE");
                assertThat(queriesForWhatHasChanged(product)).isGreaterThan(before);

                aws.indexing().set("OFF", "OFF");
                assertThat(product.status("/api/fleet?query=x")).contains(503);
            }
        } finally {
            broker.close();
        }
    }

    private static int queriesForWhatHasChanged(RunningProduct product) {
        return product.output().split("querying the fleet index for what has changed", -1).length - 1;
    }

    @Test
    void eventsComeFromAQueueWhereThereIsNoBroker() {
        try (AwsEndpoint aws = AwsEndpoint.start(0)) {
            String url = aws.sqs().createQueue("presence");
            Setup setup = Setup.in(directory, "tcp://127.0.0.1:1")
                    .withAws(aws)
                    .with("presence.enabled", "false")
                    .with("last-will.enabled", "false")
                    .with("queue.enabled", "true")
                    .with("queue.url", url);
            try (RunningProduct product = setup.start().awaitUp()) {
                aws.sqs()
                        .send(
                                "presence",
                                "{\"clientId\":\"dev\",\"timestamp\":" + System.currentTimeMillis()
                                        + ",\"eventType\":\"connected\",\"versionNumber\":0}");

                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(product.stateOf("dev")).isEqualTo("ONLINE"));
                await().atMost(SOON).untilAsserted(() -> assertThat(aws.sqs().bodies("presence"))
                        .isEmpty());
                assertThat(product.get("/api/summary").at("/sources/0/name").asText())
                        .isEqualTo("source-queue");
                assertThat(product.stop()).isNotNegative();
                assertThat(product.output()).doesNotContain("Timeout occurred", "WARN", "ERROR");
            }
        }
    }

    @Test
    void silentDeviceIsStaleUntilItSendsAnything() {
        try (Broker broker = Broker.builder().start();
                Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(1))) {
            Setup setup = Setup.in(directory, broker.url())
                    .with("sign-of-life.enabled", "true")
                    .with("sign-of-life.topic", "telemetry/+")
                    .with("stale.after", "2s");
            try (RunningProduct product = setup.start().awaitUp()) {
                fleet.device("sensor-0001").connect().join();
                await().atMost(SOON).untilAsserted(() -> assertThat(product.stateOf("sensor-0001"))
                        .isEqualTo("STALE"));

                broker.publish("telemetry/sensor-0001", "21.5");

                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(product.output()).contains("sensor-0001 is ONLINE"));
                assertThat(product.device("iot-connectivity-sign-of-life")
                                .path("state")
                                .isMissingNode())
                        .isTrue();
            }
        }
    }
}
