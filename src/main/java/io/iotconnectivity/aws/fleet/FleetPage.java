package io.iotconnectivity.aws.fleet;

import java.util.List;
import java.util.Optional;

/**
 * A part of what a query of the fleet index finds.
 *
 * @param next what to ask with for the next part; absent on the last
 */
public record FleetPage(List<FleetThing> things, Optional<String> next) {
    public FleetPage {
        things = List.copyOf(things);
    }
}
