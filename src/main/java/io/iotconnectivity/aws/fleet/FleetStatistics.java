package io.iotconnectivity.aws.fleet;

import java.util.List;

/**
 * Statistics of a fleet index query.
 *
 * @param count the number of things
 * @param connected how many of them are connected
 * @param connectedShare the same as a fraction, 0 to 1; 0 if there are no things
 * @param reasons why the connections of the others ended, most frequent first
 */
public record FleetStatistics(long count, long connected, double connectedShare, List<Bucket> reasons) {
    public FleetStatistics {
        reasons = List.copyOf(reasons);
    }

    /** How many things have one disconnect reason. */
    public record Bucket(String reason, long count) {}
}
