package io.iotconnectivity.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.sandbox.aws.iot.ClientControl;
import io.iotconnectivity.sandbox.aws.iot.ClientSubscription;
import io.iotconnectivity.sandbox.aws.iot.Connection;
import io.iotconnectivity.sandbox.aws.iot.Delivery;
import io.iotconnectivity.sandbox.aws.iot.DirectMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iotdataplane.IotDataPlaneClient;
import software.amazon.awssdk.services.iotdataplane.model.InvalidRequestException;
import software.amazon.awssdk.services.iotdataplane.model.ResourceNotFoundException;

/** The data plane's calls about connections, where no broker but the test says who is connected. */
class ConnectionsIT {
    private static final Instant NOW = Instant.now();

    private final HttpClient http = HttpClient.newHttpClient();

    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private IotDataPlaneClient data;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        data = Clients.client(IotDataPlaneClient.builder(), aws.uri());
    }

    @Test
    void anOpenConnectionTellsSinceWhenAndOfWhichThing() throws Exception {
        aws.things().create("pump");
        aws.connections().connected(Connection.open("pump", NOW).withKeepAlive(1200));
        aws.connections().connected("a/b c+d", NOW);

        assertThat(get("/connections/pump").body())
                .isEqualTo("{\"connected\":true,\"clientId\":\"pump\",\"keepAliveDuration\":1200,\"cleanSession\":true,"
                        + "\"sessionExpiry\":0,\"thingName\":\"pump\",\"connectedSince\":" + NOW.toEpochMilli() + "}");
        assertThat(json("/connections/a%2Fb%20c%2Bd").path("clientId").asText()).isEqualTo("a/b c+d");
        assertThat(json("/connections/a%2Fb%20c%2Bd").has("thingName")).isFalse();
    }

    @Test
    void detailsOfAClosedConnectionAreForgottenAfterHalfAnHour() throws Exception {
        aws.connections().disconnected("late", NOW.minus(Duration.ofMinutes(29)), "CONNECTION_LOST");
        aws.connections().disconnected("long-gone", NOW.minus(Duration.ofMinutes(31)), "CONNECTION_LOST");

        assertThat(json("/connections/late").path("disconnectReason").asText()).isEqualTo("CONNECTION_LOST");
        assertThat(json("/connections/late").path("disconnectedSince").asLong())
                .isEqualTo(NOW.minus(Duration.ofMinutes(29)).toEpochMilli());
        assertThat(get("/connections/long-gone").body()).isEqualTo("{\"connected\":false}");
    }

    @Test
    void aClientThatWasNeverSeenIsNotFound() throws Exception {
        HttpResponse<String> reply = get("/connections/nobody");
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.headers().firstValue("x-amzn-ErrorType")).contains("ResourceNotFoundException");
    }

    @Test
    void theEndOfAnOlderConnectionChangesNothing() throws Exception {
        aws.connections().connected("twin", NOW);
        aws.connections().disconnected("twin", "another session", NOW, "DUPLICATE_CLIENTID");
        assertThat(json("/connections/twin").path("connected").asBoolean()).isTrue();
    }

    @Test
    void deleteConnectionOfTheSdkEndsIt() {
        aws.connections().connected("a/b", NOW);
        data.deleteConnection(d -> d.clientId("a/b").preventWillMessage(true));

        assertThat(aws.connections().find("a/b").orElseThrow().disconnectReason())
                .contains("API_INITIATED_DISCONNECT");
        assertThatThrownBy(() -> data.deleteConnection(d -> d.clientId("a/b")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> data.deleteConnection(d -> d.clientId("$a")))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void subscriptionsAreListedPageByPage() throws Exception {
        aws.connections().connected("a/b", NOW);
        assertThat(get("/connections/a%2Fb/subscriptions").body()).isEqualTo("{\"subscriptions\":[]}");

        aws.connections()
                .subscribed(
                        "a/b",
                        IntStream.rangeClosed(10, 34)
                                .mapToObj(i -> new ClientSubscription("cmd/" + i, i % 2))
                                .toArray(ClientSubscription[]::new));
        JsonNode first = json("/connections/a%2Fb/subscriptions");
        assertThat(first.path("subscriptions")).hasSize(20);
        assertThat(first.path("subscriptions").get(1).toString()).isEqualTo("{\"topicFilter\":\"cmd/11\",\"qos\":1}");

        String token = first.path("nextToken").asText();
        JsonNode second = json("/connections/a%2Fb/subscriptions?maxResults=3&nextToken=" + token);
        assertThat(second.path("subscriptions").findValuesAsText("topicFilter"))
                .containsExactly("cmd/30", "cmd/31", "cmd/32");
        JsonNode last = json("/connections/a%2Fb/subscriptions?nextToken="
                + second.path("nextToken").asText());
        assertThat(last.path("subscriptions").findValuesAsText("topicFilter")).containsExactly("cmd/33", "cmd/34");
        assertThat(last.has("nextToken")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxResults=0", "maxResults=201", "maxResults=many", "nextToken=%21"})
    void unsoundPageOfSubscriptionsIsRefused(String query) throws Exception {
        aws.connections().connected("pump", NOW);
        HttpResponse<String> reply = get("/connections/pump/subscriptions?" + query);
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.headers().firstValue("x-amzn-ErrorType")).contains("InvalidRequestException");
    }

    @Test
    void aClientWithoutSessionHasNoListOfSubscriptions() throws Exception {
        aws.connections().connected("pump", NOW);
        aws.connections().disconnected("pump", NOW, "CONNECTION_LOST");
        assertThat(get("/connections/pump/subscriptions").statusCode()).isEqualTo(404);
        assertThat(get("/connections/nobody/subscriptions").statusCode()).isEqualTo(404);
    }

    @Test
    void whatReachesTheClientIsUpToTheBroker() throws Exception {
        aws.connections().connected("pump", NOW);
        List<DirectMessage> sent = new CopyOnWriteArrayList<>();
        for (Delivery delivery : Delivery.values()) {
            aws.connections().attach(new Broker(delivery, sent));
            assertThat(post("/connections/pump/messages?topic=a%2Fb&confirmation=true&timeout=7", "x")
                            .statusCode())
                    .isEqualTo(
                            switch (delivery) {
                                case DELIVERED -> 200;
                                case NOT_CONNECTED -> 404;
                                case NOT_ACKNOWLEDGED -> 504;
                            });
        }
        assertThat(sent).hasSize(3).allSatisfy(message -> {
            assertThat(message.topic()).isEqualTo("a/b");
            assertThat(message.confirmation()).isTrue();
            assertThat(message.timeout()).isEqualTo(Duration.ofSeconds(7));
            assertThat(message.payload()).asString().isEqualTo("x");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "topic=",
                "topic=a%2F%23",
                "topic=%2B",
                "topic=t&timeout=0",
                "topic=t&timeout=16",
                "topic=t&timeout=soon"
            })
    void unsoundDirectMessageIsRefused(String query) throws Exception {
        aws.connections().connected("pump", NOW);
        HttpResponse<String> reply = post("/connections/pump/messages?" + query, "x");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.headers().firstValue("x-amzn-ErrorType")).contains("InvalidRequestException");
    }

    @Test
    void throttlingIsStatus429() throws Exception {
        aws.connections().connected("pump", NOW);
        aws.faults().next("iotdata", "GetConnection", Fault.throttle(), 1);
        assertThat(get("/connections/pump").statusCode()).isEqualTo(429);
        assertThat(get("/connections/pump").statusCode()).isEqualTo(200);
    }

    private JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path).body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(aws.uri() + path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(aws.uri() + path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Delivers as configured. */
    private record Broker(Delivery delivery, List<DirectMessage> sent) implements ClientControl {
        @Override
        public CompletionStage<Boolean> disconnect(String clientId, boolean cleanSession, boolean preventWillMessage) {
            return CompletableFuture.completedFuture(false);
        }

        @Override
        public CompletionStage<Delivery> send(DirectMessage message) {
            sent.add(message);
            return CompletableFuture.completedFuture(delivery);
        }

        @Override
        public CompletionStage<Optional<List<ClientSubscription>>> subscriptions(String clientId) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }
}
