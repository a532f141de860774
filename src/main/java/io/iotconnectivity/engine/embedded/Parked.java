package io.iotconnectivity.engine.embedded;

import java.time.Instant;

/**
 * A row of {@code delivery}.
 *
 * @param attempts how often it has failed; 0 while it only waits behind another of its device
 * @param error of the last attempt; empty if there was none
 */
record Parked(long seq, int attempts, Instant due, String error) {}
