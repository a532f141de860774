package io.iotconnectivity.engine;

import java.util.Optional;

/**
 * Whether the store takes writes.
 *
 * @param problem what is wrong and what mends it; absent while all is well
 * @param needsRestart whether only a new start of the process can mend it
 * @param warning what somebody should look at although all is well, and what mends it; absent if there is nothing
 */
public record StoreHealth(Optional<String> problem, boolean needsRestart, Optional<String> warning) {
    public static final StoreHealth WELL = new StoreHealth(Optional.empty());

    /** A problem that may pass, or none. */
    public StoreHealth(Optional<String> problem) {
        this(problem, false);
    }

    public StoreHealth(Optional<String> problem, boolean needsRestart) {
        this(problem, needsRestart, Optional.empty());
    }

    /** The same with this warning. */
    public StoreHealth warning(Optional<String> now) {
        return new StoreHealth(problem, needsRestart, now);
    }

    public boolean isWell() {
        return problem.isEmpty();
    }
}
