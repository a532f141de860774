package io.iotconnectivity.sandbox.aws.iot;

/**
 * A subscription of a client.
 *
 * @param topicFilter as the client sent it; that of a shared subscription begins with {@code $share/}
 * @param qos         the QoS granted, 0 or 1
 */
public record ClientSubscription(String topicFilter, int qos) {}
