package io.iotconnectivity.sandbox.aws.iot;

import java.time.Duration;

/**
 * A message to one client, regardless of its subscriptions.
 *
 * @param confirmation whether to send it with QoS 1 and to wait for the PUBACK; else it goes with QoS 0
 * @param timeout      how long to wait
 */
public record DirectMessage(String clientId, String topic, byte[] payload, boolean confirmation, Duration timeout) {}
