package io.iotconnectivity.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

class ConsoleIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private DynamoDbClient client;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        client = Clients.client(DynamoDbClient.builder(), aws.uri());
    }

    @Test
    void faultsCanBeOrderedByAnotherProcess() throws Exception {
        HttpResponse<String> reply =
                post("{\"service\":\"dynamodb\",\"operation\":\"ListTables\",\"fault\":\"throttle\",\"times\":2}");
        assertThat(reply.statusCode()).isEqualTo(200);

        assertThatThrownBy(() -> client.listTables()).isInstanceOf(ProvisionedThroughputExceededException.class);
        http.send(HttpRequest.newBuilder(at("faults")).DELETE().build(), HttpResponse.BodyHandlers.discarding());
        assertThat(client.listTables().tableNames()).isEmpty();
        assertThat(get("faults").at("/calls/dynamodb.ListTables").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"service\":\"s3\"}", "{\"service\":\"sns\",\"fault\":\"gremlin\"}"})
    void unsoundFaultIsRefusedWithAHint(String body) throws Exception {
        HttpResponse<String> reply = post(body);
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).isNotBlank();
    }

    @Test
    void hangingCallRunsIntoTheTimeLimitOfItsClient() {
        aws.faults().next("dynamodb", "ListTables", Fault.hang(Duration.ofSeconds(30)), 1);
        assertThatThrownBy(() -> client.listTables(
                        l -> l.overrideConfiguration(o -> o.apiCallAttemptTimeout(Duration.ofMillis(200)))))
                .isInstanceOf(ApiCallAttemptTimeoutException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tables",
                "topics",
                "queues",
                "shadows",
                "things",
                "connections",
                "index",
                "event-configurations",
                "logging",
                "rules",
                "metrics",
                "logs",
                "faults"
            })
    void everyServiceShowsWhatItHolds(String name) throws Exception {
        aws.dynamoDb().createTable("devices", "clientId");
        aws.shadows().update("a", "", new ObjectMapper().readTree("{\"state\":{\"reported\":{\"x\":1}}}"));
        aws.things().create("a");
        assertThat(get(name).isObject()).isTrue();
    }

    @Test
    void connectionsAreShownByClientId() throws Exception {
        aws.connections().disconnected("a/b", Instant.ofEpochSecond(1_700_000_000), "CONNECTION_LOST");
        assertThat(get("connections").path("a/b"))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                {"connected":false,"connectedAt":"2023-11-14T22:13:20Z",
                                 "disconnectedAt":"2023-11-14T22:13:20Z","disconnectReason":"CONNECTION_LOST",
                                 "clientId":"a/b","keepAliveDuration":30,"cleanSession":true,"sessionExpiry":0}"""));
    }

    @Test
    void pageSaysWhatThisIs() throws Exception {
        assertThat(http.send(HttpRequest.newBuilder(aws.uri()).build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("AWS_ENDPOINT_URL");
        assertThat(http.send(
                                HttpRequest.newBuilder(URI.create(aws.uri() + "/nothing"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void takenPortIsExplained() {
        assertThatThrownBy(() -> AwsEndpoint.start(aws.uri().getPort()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("choose another port");
    }

    private HttpResponse<String> post(String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(at("faults"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String name) throws Exception {
        return new ObjectMapper()
                .readTree(http.send(HttpRequest.newBuilder(at(name)).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private URI at(String name) {
        return URI.create(aws.uri() + "/_sandbox/" + name);
    }
}
