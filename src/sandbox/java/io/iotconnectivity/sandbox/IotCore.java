package io.iotconnectivity.sandbox;

import io.iotconnectivity.sandbox.LifecycleEvent.Type;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.iot.ClientControl;
import io.iotconnectivity.sandbox.aws.iot.ClientSubscription;
import io.iotconnectivity.sandbox.aws.iot.Connection;
import io.iotconnectivity.sandbox.aws.iot.Connections;
import io.iotconnectivity.sandbox.aws.iot.Delivery;
import io.iotconnectivity.sandbox.aws.iot.DirectMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/**
 * Joins the MQTT broker and the AWS endpoint to one AWS IoT Core: the endpoint knows the broker's clients and can reach
 * them.
 */
public final class IotCore {
    private IotCore() {}

    /** Call once for a broker and its restarts, before clients connect. */
    public static void join(Broker broker, AwsEndpoint aws) {
        Connections connections = aws.connections();
        connections.attach(new Control(broker));
        broker.onLifecycle(event -> tell(connections, event));
        broker.afterClose(() -> connections.allDisconnected(Instant.now(), "SERVER_INITIATED_DISCONNECT"));
    }

    private static void tell(Connections connections, LifecycleEvent event) {
        if (event.type() == Type.CONNECTED) {
            connections.connected(connection(event));
        } else if (event.type() == Type.DISCONNECTED) {
            connections.disconnected(
                    event.clientId(),
                    event.sessionIdentifier(),
                    event.at(),
                    event.reason().orElseThrow());
        }
    }

    private static Connection connection(LifecycleEvent event) {
        Link link = event.link().orElseThrow();
        return new Connection(
                event.clientId(),
                event.sessionIdentifier(),
                event.versionNumber(),
                event.at(),
                Optional.empty(),
                Optional.empty(),
                link.keepAliveSeconds(),
                link.cleanSession(),
                link.sessionExpirySeconds(),
                Optional.of(link.ipAddress()),
                OptionalInt.of(link.port()));
    }

    private record Control(Broker broker) implements ClientControl {
        @Override
        public CompletionStage<Boolean> disconnect(String clientId, boolean cleanSession, boolean preventWillMessage) {
            if (!cleanSession) {
                return broker.deleteConnection(clientId, preventWillMessage);
            }
            if (!preventWillMessage) {
                // Deleting the connection first would let the broker store the session again, after its end.
                return broker.deleteSession(clientId);
            }
            return broker.deleteConnection(clientId, true)
                    .thenCompose(wasConnected -> broker.deleteSession(clientId).thenApply(existed -> wasConnected));
        }

        @Override
        public CompletionStage<Delivery> send(DirectMessage message) {
            return broker.send(message);
        }

        @Override
        public CompletionStage<Optional<List<ClientSubscription>>> subscriptions(String clientId) {
            return broker.subscriptions(clientId);
        }
    }
}
