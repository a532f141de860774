package io.iotconnectivity.aws.fleet;

import java.util.List;
import java.util.Optional;

/**
 * One page of the results of a fleet index query.
 *
 * @param next the token for the next page; absent on the last
 */
public record FleetPage(List<FleetThing> things, Optional<String> next) {
    public FleetPage {
        things = List.copyOf(things);
    }
}
