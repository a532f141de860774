package io.iotconnectivity.process;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.iotconnectivity.sandbox.Broker;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Presence events as AWS would send them, for devices that do not exist. */
record PresenceFeed(Broker broker, Duration ahead) {

    PresenceFeed(Broker broker) {
        this(broker, Duration.ZERO);
    }

    /** The same, stamped by a clock that is that far ahead of ours. */
    PresenceFeed stampedAhead(Duration by) {
        return new PresenceFeed(broker, by);
    }

    void connects(String clientId, long version) {
        publish("connected", clientId, version, "\"ipAddress\":\"192.0.2.7\"");
    }

    void drops(String clientId, long version) {
        publish("disconnected", clientId, version, "\"disconnectReason\":\"CONNECTION_LOST\"");
    }

    /**
     * For a client id of any characters, which the topic then does not hold.
     *
     * @param kind {@code connected} or {@code disconnected}
     */
    void happens(String kind, String clientId, long version) {
        String event = JsonNodeFactory.instance
                .objectNode()
                .put("clientId", clientId)
                .put("timestamp", Instant.now().toEpochMilli())
                .put("eventType", kind)
                .put("sessionIdentifier", "s-" + version)
                .put("versionNumber", version)
                .put("disconnectReason", "CONNECTION_LOST")
                .toString();
        broker.publish("$aws/events/presence/" + kind + "/any", event);
    }

    private void publish(String kind, String clientId, long version, String more) {
        broker.publish(
                "$aws/events/presence/" + kind + "/" + clientId,
                String.format(
                        Locale.ROOT,
                        """
                {"clientId":"%s","timestamp":%d,"eventType":"%s","sessionIdentifier":"s-%s-%d","versionNumber":%d,%s}""",
                        clientId,
                        Instant.now().plus(ahead).toEpochMilli(),
                        kind,
                        clientId,
                        version,
                        version,
                        more));
    }
}
