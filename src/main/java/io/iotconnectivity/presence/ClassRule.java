package io.iotconnectivity.presence;

import io.iotconnectivity.signal.ClientPattern;
import java.util.Optional;

/**
 * Which devices belong to a class: those that meet all conditions given.
 *
 * @param clients matches the whole client id
 * @param group matches the whole name of the device's group
 * @param written the conditions as the user wrote them, and where
 */
public record ClassRule(Optional<ClientPattern> clients, Optional<ClientPattern> group, String written) {
    public ClassRule {
        if (clients.isEmpty() && group.isEmpty()) {
            throw new IllegalArgumentException("a class without a condition");
        }
    }
}
