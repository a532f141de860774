package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The latest connection of a client, which may have ended.
 *
 * @param session          distinguishes the connections of one client; empty where a test made it up
 * @param version          the number of the connection's lifecycle events
 * @param disconnectedAt   absent while it lasts
 * @param disconnectReason as in lifecycle events; absent while it lasts
 */
public record Connection(
        String clientId,
        String session,
        OptionalLong version,
        Instant connectedAt,
        Optional<Instant> disconnectedAt,
        Optional<String> disconnectReason,
        int keepAliveSeconds,
        boolean cleanSession,
        long sessionExpirySeconds,
        Optional<String> sourceIp,
        OptionalInt sourcePort) {

    private static final int DEFAULT_KEEP_ALIVE_SECONDS = 30;

    /** A connection that lasts, with a clean session and a keep-alive of 30 s, from an unknown address. */
    public static Connection open(String clientId, Instant at) {
        return new Connection(
                clientId,
                "",
                OptionalLong.empty(),
                at,
                Optional.empty(),
                Optional.empty(),
                DEFAULT_KEEP_ALIVE_SECONDS,
                true,
                0,
                Optional.empty(),
                OptionalInt.empty());
    }

    public boolean isOpen() {
        return disconnectedAt.isEmpty();
    }

    /** When it last began or ended. */
    public Instant changedAt() {
        return disconnectedAt.orElse(connectedAt);
    }

    public Connection withKeepAlive(int seconds) {
        return new Connection(
                clientId,
                session,
                version,
                connectedAt,
                disconnectedAt,
                disconnectReason,
                seconds,
                cleanSession,
                sessionExpirySeconds,
                sourceIp,
                sourcePort);
    }

    Connection closed(Instant at, String reason) {
        return new Connection(
                clientId,
                session,
                version,
                connectedAt,
                Optional.of(at),
                Optional.of(reason),
                keepAliveSeconds,
                cleanSession,
                sessionExpirySeconds,
                sourceIp,
                sourcePort);
    }

    /** What was agreed with the client, under the names used in all of AWS's responses. */
    ObjectNode agreed() {
        return Json.object()
                .put("clientId", clientId)
                .put("keepAliveDuration", keepAliveSeconds)
                .put("cleanSession", cleanSession)
                .put("sessionExpiry", sessionExpirySeconds);
    }

    void putSocket(ObjectNode into) {
        sourceIp.ifPresent(ip -> into.put("sourceIp", ip));
        sourcePort.ifPresent(port -> into.put("sourcePort", port));
    }
}
