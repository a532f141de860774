package io.iotconnectivity.engine.sqlite;

/**
 * A partition that a view is fed from.
 *
 * @param topic identifies the topic; another topic of the same name has another id
 */
public record ViewPartition(String topic, int partition) {}
