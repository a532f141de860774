package io.iotconnectivity.delivery;

import java.util.List;

/**
 * Consecutive events of one partition of the log.
 *
 * @param end the position up to which the partition was read: that of the last event, or a later one if the store skips
 *     positions after it; the position asked for if nothing follows it
 */
public record EventSlice(List<Logged> events, long end) {}
