package io.iotconnectivity.aws.fleet;

import java.time.Duration;

/**
 * How what is held of the devices is compared with the fleet index.
 *
 * @param every how long after the last complete comparison the next one begins
 * @param query which things belong to the fleet, in the query syntax of fleet indexing
 * @param patience how long verdicts wait, after a time that we were blind in, for what the index says of it
 * @param maxCallsPerSecond to the fleet index; at least 1
 */
public record ReconcileSettings(
        boolean enabled, Duration every, String query, Duration patience, int maxCallsPerSecond) {}
