package io.iotconnectivity.engine;

import java.util.Optional;

/**
 * Whether the store takes writes.
 *
 * @param problem what is wrong and what mends it; absent while all is well
 * @param needsRestart whether only a new start of the process can mend it
 */
public record StoreHealth(Optional<String> problem, boolean needsRestart) {
    public static final StoreHealth WELL = new StoreHealth(Optional.empty());

    /** A problem that may pass, or none. */
    public StoreHealth(Optional<String> problem) {
        this(problem, false);
    }

    public boolean isWell() {
        return problem.isEmpty();
    }
}
