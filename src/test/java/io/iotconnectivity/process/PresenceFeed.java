package io.iotconnectivity.process;

import io.iotconnectivity.sandbox.Broker;
import java.time.Instant;

/** Presence events as AWS would send them, for devices that do not exist. */
record PresenceFeed(Broker broker) {

    void connects(String clientId, long version) {
        publish("connected", clientId, version, "\"ipAddress\":\"192.0.2.7\"");
    }

    void drops(String clientId, long version) {
        publish("disconnected", clientId, version, "\"disconnectReason\":\"CONNECTION_LOST\"");
    }

    private void publish(String kind, String clientId, long version, String more) {
        broker.publish(
                "$aws/events/presence/" + kind + "/" + clientId,
                """
                {"clientId":"%s","timestamp":%d,"eventType":"%s","sessionIdentifier":"s-%s-%d","versionNumber":%d,%s}"""
                        .formatted(clientId, Instant.now().toEpochMilli(), kind, clientId, version, version, more));
    }
}
