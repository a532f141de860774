package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.signal.Connectivity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A thing as the fleet index shows it.
 *
 * @param clientId of its connection: the thing's name, unless AWS says otherwise
 * @param connectivity {@link Connectivity.Status#UNKNOWN} if the index has nothing on it
 * @param type the name of its thing type; absent if it has none
 * @param groups the thing groups it belongs to
 * @param attributes of the thing in the registry
 */
public record FleetThing(
        String thing,
        String clientId,
        Connectivity connectivity,
        Optional<String> type,
        List<String> groups,
        Map<String, String> attributes) {
    public FleetThing {
        groups = List.copyOf(groups);
        attributes = Map.copyOf(attributes);
    }
}
