package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.signal.Connectivity;
import java.util.List;
import java.util.Map;

/**
 * A thing as the fleet index shows it.
 *
 * @param clientId of its connection: the thing's name, unless AWS says otherwise
 * @param connectivity {@link Connectivity.Status#UNKNOWN} where the index holds nothing of it
 * @param groups the thing groups that it belongs to
 * @param attributes that the registry holds of it
 */
public record FleetThing(
        String thing, String clientId, Connectivity connectivity, List<String> groups, Map<String, String> attributes) {
    public FleetThing {
        groups = List.copyOf(groups);
        attributes = Map.copyOf(attributes);
    }
}
