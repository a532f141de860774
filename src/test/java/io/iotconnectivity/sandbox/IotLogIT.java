package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/** What a caller of CloudWatch Logs finds about devices on the broker. */
class IotLogIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static AwsEndpoint aws;

    @AutoClose
    private static Broker broker;

    @AutoClose
    private static CloudWatchLogsClient logs;

    @BeforeAll
    static void start() {
        aws = AwsEndpoint.start(0);
        broker = Broker.builder().refuse(clientId -> clientId.equals("rogue")).start();
        new Account(aws, broker, Duration.ofMillis(300));
        logs = CloudWatchLogsClient.builder()
                .endpointOverride(aws.uri())
                .region(Region.of(Account.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    @Test
    void aDeviceThatVanishedIsFoundWithItsReasonAndAddress() {
        RawDevice.connect(broker.port(), "lost", 30).vanish();
        JsonNode entry = entriesOf("lost", 2).get(1);
        assertThat(entry.get("eventType").asText()).isEqualTo("Disconnect");
        assertThat(entry.get("disconnectReason").asText()).isEqualTo("CONNECTION_LOST");
        assertThat(entry.get("sourceIp").asText()).isEqualTo("127.0.0.1");
        assertThat(entry.get("sourcePort").asInt()).isPositive();
        assertThat(entry.get("principalId").asText())
                .isEqualTo(entriesOf("lost", 2).get(0).get("principalId").asText());
    }

    @Test
    void aTakeOverIsTheDisconnectOfTheOlderConnection() {
        try (RawDevice older = RawDevice.connect(broker.port(), "twin", 30);
                RawDevice newer = RawDevice.connect(broker.port(), "twin", 30)) {
            assertThat(entriesOf("twin", 3))
                    .filteredOn(entry -> entry.path("eventType").asText().equals("Disconnect"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.get("reason").asText()).isEqualTo("DUPLICATE_CLIENT_ID"));
            assertThat(older).isNotSameAs(newer);
        }
    }

    @Test
    void aRefusedConnectIsFoundAsAFailure() {
        assertThat(catchThrowable(() -> RawDevice.connect(broker.port(), "rogue", 30)))
                .hasMessageContaining("refused");
        assertThat(entriesOf("rogue", 1)).singleElement().satisfies(entry -> {
            assertThat(entry.get("status").asText()).isEqualTo("Failure");
            assertThat(entry.get("reason").asText()).isEqualTo("AUTHORIZATION_FAILURE");
        });
    }

    private static List<JsonNode> entriesOf(String clientId, int count) {
        return await().ignoreExceptions()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> logs
                                .filterLogEvents(f -> f.logGroupName("AWSIotLogsV2")
                                        .filterPattern("{ $.clientId = \"" + clientId + "\" }"))
                                .events()
                                .stream()
                                .map(event -> read(event.message()))
                                .toList(),
                        entries -> entries.size() >= count);
    }

    private static JsonNode read(String message) {
        try {
            return JSON.readTree(message);
        } catch (IOException e) {
            throw new AssertionError(message, e);
        }
    }
}
