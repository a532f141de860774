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
import io.iotconnectivity.sandbox.Received;
import io.iotconnectivity.sandbox.WebhookInbox;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real devices on a real broker, and every sink: what a device does shows wherever its users look. */
class EndToEndIT {
    private static final String SECRET = "whsec_"
            + Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    @Test
    void outageOfADeviceShowsInEverySink() throws Exception {
        Files.createDirectories(directory.resolve("routes"));
        Files.writeString(
                directory.resolve("routes/sink-file.camel.yaml"),
                """
                - route:
                    id: sink-file
                    group: sink
                    description: Appends every event to a file
                    from:
                      uri: direct
                      parameters: {name: sink-file}
                      steps:
                        - to:
                            id: append
                            uri: file
                            parameters: {directoryName: out, fileName: events.jsonl, fileExist: Append, appendChars: '\\n'}
                """);
        Files.writeString(
                directory.resolve("routes/enrich-sites.camel.yaml"),
                """
                - route:
                    id: enrich-sites
                    group: enrich
                    description: Knows where every device is
                    from:
                      uri: direct
                      parameters: {name: enrich-sites}
                      steps:
                        - setBody: {id: know, simple: '{"sensor-0001":{"site":"Oslo"}}'}
                """);
        try (Broker broker = Broker.builder().start();
                AwsEndpoint aws = AwsEndpoint.start(0);
                WebhookInbox inbox = WebhookInbox.start(0)) {
            inbox.verify("desk", SECRET);
            aws.things().create("sensor-0001");
            Setup setup = Setup.in(directory, broker.url())
                    .withAws(aws)
                    .with("sink.dynamodb.enabled", "true")
                    .with("sink.dynamodb.create-tables", "true")
                    .with("sink.sns.enabled", "true")
                    .with("sink.sns.topic-arn", aws.sns().createTopic("connectivity"))
                    .with("sink.shadow.enabled", "true")
                    .with("sink.metrics.enabled", "true")
                    .with("sink.metrics.interval", "1s")
                    .with("sink.file.events", "device.offline,device.online")
                    .withWebhook("desk", inbox.uri("desk"))
                    .with("webhook.desk.secret", SECRET);
            try (RunningProduct product = setup.start().awaitUp();
                    Fleet fleet = Fleet.start(broker.url(), FleetSettings.onCommand(2))) {
                Device device = fleet.device("sensor-0001");
                device.connect().join();
                await().untilAsserted(
                                () -> assertThat(product.stateOf("sensor-0001")).isEqualTo("ONLINE"));
                device.vanish().join();
                eventually(() -> {
                    assertThat(row(aws).path("state").asText()).isEqualTo("OFFLINE");
                    assertThat(row(aws).path("reason").asText()).isEqualTo("CONNECTION_LOST");
                    assertThat(lastWill(aws)).isEqualTo("yes");
                });

                device.connect().join();
                eventually(() -> {
                    assertThat(row(aws).path("state").asText()).isEqualTo("ONLINE");
                    assertThat(row(aws).has("reason")).isFalse();
                    assertThat(lastWill(aws)).isEqualTo("no");
                    assertThat(new Deliveries(inbox, "desk").typesInOrder("sensor-0001"))
                            .containsExactly("offline", "online");
                    assertThat(aws.sns().published())
                            .extracting(
                                    message -> message.attributes().get("type").value())
                            .containsExactlyInAnyOrder(
                                    "io.iotconnectivity.device.offline",
                                    "io.iotconnectivity.incident.opened",
                                    "io.iotconnectivity.device.online",
                                    "io.iotconnectivity.incident.resolved");
                    assertThat(aws.sns().published())
                            .filteredOn(message -> message.attributes().containsKey("state"))
                            .extracting(
                                    message -> message.attributes().get("state").value())
                            .containsExactly("OFFLINE", "ONLINE");
                    assertThat(aws.metrics().sum("IoTConnectivity", "Connects")).isEqualTo(2);
                    assertThat(aws.metrics().sum("IoTConnectivity", "Disconnects"))
                            .isEqualTo(1);
                    assertThat(Files.readAllLines(directory.resolve("out/events.jsonl")))
                            .hasSize(2)
                            .allSatisfy(line -> assertThat(line).contains("\"extra\":{\"sites\":{\"site\":\"Oslo\"}}"));
                    assertThat(aws.dynamoDb().items("iot-connectivity-events"))
                            .extracting(item -> item.path("type").asText())
                            .contains(
                                    "io.iotconnectivity.device.offline",
                                    "io.iotconnectivity.device.online",
                                    "io.iotconnectivity.device.signal");
                });
                assertThat(inbox.received("desk"))
                        .allMatch(received -> received.signature() == Received.Signature.GOOD)
                        .allSatisfy(received -> assertThat(
                                        EventSchema.validate(received.body().getBytes(StandardCharsets.UTF_8)))
                                .isEmpty());
                assertThat(product.get("/api/dead-letters").path("total").asInt())
                        .isZero();
                assertThat(product.output()).doesNotContain(SECRET);
            }
        }
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60))
                // The product may not have created its table yet.
                .ignoreException(AwsError.class)
                .untilAsserted(assertion);
    }

    private static JsonNode row(AwsEndpoint aws) {
        return aws.dynamoDb().item("iot-connectivity-devices", "sensor-0001").orElseThrow(AssertionError::new);
    }

    private static String lastWill(AwsEndpoint aws) {
        return aws.shadows()
                .reported("sensor-0001")
                .map(reported -> reported.path("last_will").asText())
                .orElse("");
    }
}
