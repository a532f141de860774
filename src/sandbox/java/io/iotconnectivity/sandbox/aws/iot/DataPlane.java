package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The data plane of AWS IoT: shadows, and the connections of clients by their id.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_Operations_AWS_IoT_Data_Plane.html">API reference</a>
 */
public final class DataPlane implements Service {
    /** How long GetConnection reports a connection that has ended. */
    private static final Duration DETAILS_KEPT = Duration.ofMinutes(30);

    private static final int MAX_CLIENT_ID = 128;
    private static final int MAX_TOPIC = 256;
    private static final int MAX_PAYLOAD = 128 * 1024;
    private static final int DEFAULT_TIMEOUT_SECONDS = 5;
    private static final int MAX_TIMEOUT_SECONDS = 15;

    private final Shadows shadows;
    private final Connections connections;
    private final Things things;

    public DataPlane(Shadows shadows, Connections connections, Things things) {
        this.shadows = shadows;
        this.connections = connections;
        this.things = things;
    }

    @Override
    public CompletionStage<JsonNode> answer(Call call) {
        return switch (call.operation()) {
            case "DeleteConnection" -> deleteConnection(call.input());
            case "ListSubscriptions" -> listSubscriptions(call.input());
            case "SendDirectMessage" -> sendDirectMessage(call.input());
            default -> CompletableFuture.completedFuture(call(call));
        };
    }

    @Override
    public JsonNode call(Call call) {
        return call.operation().equals("GetConnection") ? getConnection(call.input()) : shadows.call(call);
    }

    @Override
    public JsonNode dump() {
        return shadows.dump();
    }

    @Override
    public AwsError throttled() {
        return shadows.throttled();
    }

    @Override
    public AwsError notFound() {
        return shadows.notFound();
    }

    @Override
    public AwsError broken() {
        return shadows.broken();
    }

    private JsonNode getConnection(ObjectNode input) {
        Connection connection = known(input);
        boolean open = connection.isOpen();
        ObjectNode result = Json.object().put("connected", open);
        if (!open && connection.changedAt().isBefore(Instant.now().minus(DETAILS_KEPT))) {
            return result;
        }
        result.setAll(connection.agreed());
        if (things.exists(connection.clientId())) {
            result.put("thingName", connection.clientId());
        }
        if (open) {
            result.put("connectedSince", connection.connectedAt().toEpochMilli());
        }
        connection.disconnectedAt().ifPresent(at -> result.put("disconnectedSince", at.toEpochMilli()));
        connection.disconnectReason().ifPresent(reason -> result.put("disconnectReason", reason));
        if (input.path("includeSocketInformation").asBoolean()) {
            connection.putSocket(result);
        }
        return result;
    }

    private CompletionStage<JsonNode> deleteConnection(ObjectNode input) {
        Connection connection = connected(input);
        String clientId = connection.clientId();
        return connections
                .control()
                .map(broker -> broker.disconnect(
                        clientId,
                        input.path("cleanSession").asBoolean(),
                        input.path("preventWillMessage").asBoolean()))
                .orElseGet(() -> {
                    connections.disconnected(clientId, Instant.now(), "API_INITIATED_DISCONNECT");
                    return CompletableFuture.completedFuture(true);
                })
                .thenApply(wasConnected -> {
                    if (!wasConnected) {
                        throw notConnected(clientId);
                    }
                    return Json.object();
                });
    }

    private CompletionStage<JsonNode> listSubscriptions(ObjectNode input) {
        String clientId = clientId(input);
        SubscriptionPage page = SubscriptionPage.of(input);
        return connections
                .control()
                .map(broker -> broker.subscriptions(clientId))
                .orElseGet(() -> CompletableFuture.completedFuture(connections.subscriptions(clientId)))
                .thenApply(subscriptions -> page.answer(subscriptions.orElseThrow(() -> notConnected(clientId))));
    }

    private CompletionStage<JsonNode> sendDirectMessage(ObjectNode input) {
        DirectMessage message = message(input);
        connected(input);
        return connections
                .control()
                .map(broker -> broker.send(message))
                .orElse(CompletableFuture.completedFuture(
                        message.confirmation() ? Delivery.NOT_ACKNOWLEDGED : Delivery.DELIVERED))
                .thenApply(delivery -> switch (delivery) {
                    case DELIVERED ->
                        Json.object()
                                .put("message", "OK")
                                .put("traceId", UUID.randomUUID().toString());
                    case NOT_CONNECTED -> throw notConnected(message.clientId());
                    case NOT_ACKNOWLEDGED ->
                        throw new AwsError(
                                504,
                                "GatewayTimeoutException",
                                "No acknowledgement from the client within "
                                        + message.timeout().toSeconds() + " s");
                });
    }

    private static DirectMessage message(ObjectNode input) {
        String topic = input.path("topic").asText();
        if (topic.isEmpty()
                || topic.indexOf('+') >= 0
                || topic.indexOf('#') >= 0
                || topic.getBytes(StandardCharsets.UTF_8).length > MAX_TOPIC) {
            throw invalid("topic must be a topic name of 1 to " + MAX_TOPIC + " bytes without wildcards");
        }
        int timeout = input.has("timeout") ? input.path("timeout").asInt() : DEFAULT_TIMEOUT_SECONDS;
        if (timeout < 1 || timeout > MAX_TIMEOUT_SECONDS) {
            throw invalid("timeout must be 1 to " + MAX_TIMEOUT_SECONDS);
        }
        byte[] payload = Shadows.payload(input);
        if (payload.length > MAX_PAYLOAD) {
            throw new AwsError(413, "RequestEntityTooLargeException", "The payload exceeds the maximum size allowed");
        }
        return new DirectMessage(
                clientId(input), topic, payload, input.path("confirmation").asBoolean(), Duration.ofSeconds(timeout));
    }

    private Connection connected(ObjectNode input) {
        Connection connection = known(input);
        if (!connection.isOpen()) {
            throw notConnected(connection.clientId());
        }
        return connection;
    }

    private Connection known(ObjectNode input) {
        String clientId = clientId(input);
        return connections.find(clientId).orElseThrow(() -> notConnected(clientId));
    }

    private static String clientId(ObjectNode input) {
        String clientId = input.path("clientId").asText();
        if (clientId.isEmpty()
                || clientId.startsWith("$")
                || clientId.getBytes(StandardCharsets.UTF_8).length > MAX_CLIENT_ID) {
            throw invalid("clientId must have 1 to " + MAX_CLIENT_ID + " bytes and not begin with $");
        }
        return clientId;
    }

    private static AwsError notConnected(String clientId) {
        return new AwsError(
                404, "ResourceNotFoundException", "No connection exists with client id: '" + clientId + "'");
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "InvalidRequestException", message);
    }
}
