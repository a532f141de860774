package io.iotconnectivity.aws.fleet;

import java.time.Duration;

/**
 * How the known state of the devices is reconciled with the fleet index.
 *
 * @param every how long after the last complete reconciliation the next one begins
 * @param query which things belong to the fleet, in fleet indexing query syntax
 * @param patience how long verdicts wait, after we were blind, for what the index says about it
 * @param maxCallsPerSecond to the fleet index; at least 1
 * @param retiring when what the index says takes a device out of service
 */
public record ReconcileSettings(
        boolean enabled,
        Duration every,
        String query,
        Duration patience,
        int maxCallsPerSecond,
        RetireSettings retiring) {
    /** The query for every thing. */
    public static final String EVERY_THING = "thingName:*";

    /** Whether a thing that the query does not find is none. */
    boolean findsEveryThing() {
        return query.equals(EVERY_THING);
    }
}
