package io.iotconnectivity.presence;

import io.iotconnectivity.signal.ClientPattern;
import java.util.Optional;

/**
 * Which devices belong to a class: those that meet all conditions given.
 *
 * @param clients matches the whole client id
 * @param group matches the whole name of the device's group
 * @param thing on the thing in the registry
 * @param written the conditions as the user wrote them, and where
 */
public record ClassRule(
        Optional<ClientPattern> clients, Optional<ClientPattern> group, Optional<ThingRule> thing, String written) {
    public ClassRule {
        if (clients.isEmpty() && group.isEmpty() && thing.isEmpty()) {
            throw new IllegalArgumentException("a class without a condition");
        }
    }

    /** Whether it depends on what only the fleet tells. */
    boolean needsFleet() {
        return group.isPresent() || thing.isPresent();
    }
}
