package io.iotconnectivity.aws.fleet;

import java.util.List;

/**
 * What a query of the fleet index finds, in numbers.
 *
 * @param count how many things
 * @param connected how many of them have a connection
 * @param connectedShare the same as a share, 0 to 1; 0 where there are no things
 * @param reasons why the connections of the others ended, the most frequent first
 */
public record FleetStatistics(long count, long connected, double connectedShare, List<Bucket> reasons) {
    public FleetStatistics {
        reasons = List.copyOf(reasons);
    }

    /** How many things have one disconnect reason. */
    public record Bucket(String reason, long count) {}
}
