package io.iotconnectivity.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A lifecycle event in the form published by AWS IoT Core.
 *
 * @param thingName     only where things are attached exclusively
 * @param ipAddress     absent from disconnects
 * @param versionNumber the connect and the disconnect of one connection share it; absent from refused connects
 * @param reason        the {@code disconnectReason} or the {@code connectFailureReason}; absent from connects
 * @param link          what AWS knows about the connection but reports elsewhere; absent from synthetic events
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
 */
public record LifecycleEvent(
        Type type,
        String clientId,
        Optional<String> thingName,
        Instant at,
        String sessionIdentifier,
        String principalIdentifier,
        Optional<String> ipAddress,
        OptionalLong versionNumber,
        Optional<String> reason,
        Optional<Link> link) {

    /** An event about which only the payload is known. */
    public LifecycleEvent(
            Type type,
            String clientId,
            Optional<String> thingName,
            Instant at,
            String sessionIdentifier,
            String principalIdentifier,
            Optional<String> ipAddress,
            OptionalLong versionNumber,
            Optional<String> reason) {
        this(
                type,
                clientId,
                thingName,
                at,
                sessionIdentifier,
                principalIdentifier,
                ipAddress,
                versionNumber,
                reason,
                Optional.empty());
    }

    public static final String CLIENT_INITIATED = "CLIENT_INITIATED_DISCONNECT";

    /** What happened, with the name it has in topics and payloads. */
    public enum Type {
        CONNECTED("connected"),
        DISCONNECTED("disconnected"),
        CONNECT_FAILED("connect_failed");

        private final String eventType;

        Type(String eventType) {
            this.eventType = eventType;
        }

        public String eventType() {
            return eventType;
        }
    }

    public String topic() {
        return "$aws/events/presence/" + type.eventType() + "/" + clientId;
    }

    public String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("clientId", clientId);
        thingName.ifPresent(name -> json.put("thingName", name));
        json.put("timestamp", at.toEpochMilli())
                .put("eventType", type.eventType())
                .put("sessionIdentifier", sessionIdentifier)
                .put("principalIdentifier", principalIdentifier);
        ipAddress.ifPresent(ip -> json.put("ipAddress", ip));
        switch (type) {
            case CONNECT_FAILED -> reason.ifPresent(why -> json.put("connectFailureReason", why));
            case DISCONNECTED ->
                reason.ifPresent(why -> json.put("clientInitiatedDisconnect", why.equals(CLIENT_INITIATED))
                        .put("disconnectReason", why));
            case CONNECTED -> {}
        }
        versionNumber.ifPresent(version -> json.put("versionNumber", version));
        return json.toString();
    }
}
