package io.iotconnectivity.aws.fleet;

import java.util.Optional;

/** Finds things by a query of fleet indexing. */
@FunctionalInterface
public interface ThingSearch {

    /**
     * One part of what the query finds.
     *
     * @param query in AWS's query syntax, at most {@value FleetIndex#LONGEST_QUERY} characters
     * @param limit how many things at most; above {@value FleetIndex#MOST_THINGS} it counts as that
     * @param after where the part before ended
     * @throws FleetIndexException if the index does not answer; the message says why
     */
    FleetPage search(String query, int limit, Optional<String> after) throws FleetIndexException, InterruptedException;
}
