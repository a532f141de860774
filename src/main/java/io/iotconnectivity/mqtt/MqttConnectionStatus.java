package io.iotconnectivity.mqtt;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one source route's connection at one moment.
 *
 * @param routeId       the source route
 * @param connected     connected and subscribed
 * @param since         when that last changed
 * @param lastMessageAt when the last message came in; absent before the first
 * @param unacked       messages received on the current connection and not acknowledged yet
 * @param messagesPerSecond over the last seconds
 * @param warning       that the source runs near the limit of its connection, and what to do about it
 * @param lastError     why the connection was last lost or refused, in words; absent when it never was
 */
public record MqttConnectionStatus(
        String routeId,
        boolean connected,
        Instant since,
        Optional<Instant> lastMessageAt,
        int unacked,
        double messagesPerSecond,
        Optional<String> warning,
        Optional<String> lastError) {}
