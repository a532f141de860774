package io.iotconnectivity.engine;

import java.util.Optional;

/**
 * Whether the store takes writes.
 *
 * @param problem what is wrong and what mends it; absent while all is well
 */
public record StoreHealth(Optional<String> problem) {
    public static final StoreHealth WELL = new StoreHealth(Optional.empty());

    public boolean isWell() {
        return problem.isEmpty();
    }
}
