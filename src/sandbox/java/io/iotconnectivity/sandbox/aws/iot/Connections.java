package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What AWS IoT Core knows about the connection of each client, reported by a broker or a test; the latest report wins.
 * Thread-safe.
 */
public final class Connections {
    private final Map<String, Connection> latest = new ConcurrentSkipListMap<>();
    private final Map<String, List<ClientSubscription>> subscriptions = new ConcurrentHashMap<>();
    private volatile Optional<ClientControl> control = Optional.empty();

    /** Delegates direct messages and disconnects to this control from now on. */
    public void attach(ClientControl broker) {
        control = Optional.of(broker);
    }

    /** A client connected; its older connection is forgotten. */
    public void connected(Connection connection) {
        latest.put(connection.clientId(), connection);
    }

    /** A client has connected; see {@link Connection#open}. */
    public void connected(String clientId, Instant at) {
        connected(Connection.open(clientId, at));
    }

    /**
     * The client's connection has ended, whichever it was.
     *
     * @param reason as in lifecycle events, for example {@code CONNECTION_LOST}
     */
    public void disconnected(String clientId, Instant at, String reason) {
        latest.compute(clientId, (id, known) -> (known == null ? Connection.open(id, at) : known).closed(at, reason));
    }

    /** One connection of the client has ended, which changes nothing when another has taken over. */
    public void disconnected(String clientId, String session, Instant at, String reason) {
        latest.computeIfPresent(
                clientId, (id, known) -> known.session().equals(session) ? known.closed(at, reason) : known);
    }

    /** All connections have ended at once. */
    public void allDisconnected(Instant at, String reason) {
        latest.replaceAll((id, known) -> known.isOpen() ? known.closed(at, reason) : known);
    }

    /** What a client is subscribed to from now on, where no broker is attached that knows better. */
    public void subscribed(String clientId, ClientSubscription... to) {
        subscriptions.put(clientId, List.of(to));
    }

    public void forget(String clientId) {
        latest.remove(clientId);
        subscriptions.remove(clientId);
    }

    /** Empty for a client that was never seen. */
    public Optional<Connection> find(String clientId) {
        return Optional.ofNullable(latest.get(clientId));
    }

    /** By client id. */
    public Collection<Connection> all() {
        return List.copyOf(latest.values());
    }

    /** As a test reported them; absent for a client that is not connected. */
    Optional<List<ClientSubscription>> subscriptions(String clientId) {
        return find(clientId).filter(Connection::isOpen).map(open -> subscriptions.getOrDefault(clientId, List.of()));
    }

    Optional<ClientControl> control() {
        return control;
    }

    /** For people: times are ISO-8601. */
    public JsonNode dump() {
        ObjectNode all = Json.object();
        latest.forEach((id, connection) -> {
            ObjectNode shown = all.putObject(id).put("connected", connection.isOpen());
            shown.put("connectedAt", connection.connectedAt().toString());
            connection.disconnectedAt().ifPresent(at -> shown.put("disconnectedAt", at.toString()));
            connection.disconnectReason().ifPresent(reason -> shown.put("disconnectReason", reason));
            connection.version().ifPresent(version -> shown.put("version", version));
            shown.setAll(connection.agreed());
            connection.putSocket(shown);
        });
        return all;
    }
}
