package io.iotconnectivity.aws.fleet;

import java.util.Optional;

/** Finds things by a fleet indexing query. */
@FunctionalInterface
public interface ThingSearch {

    /**
     * One page of what the query finds.
     *
     * @param query in AWS's query syntax, at most {@value FleetIndex#LONGEST_QUERY} characters
     * @param limit the maximum number of things; values above {@value FleetIndex#MOST_THINGS} count as that
     * @param after where the previous page ended
     * @throws FleetIndexException if the index does not answer; the message says why
     */
    FleetPage search(String query, int limit, Optional<String> after) throws FleetIndexException, InterruptedException;
}
