package io.iotconnectivity.engine;

import java.util.Optional;

/**
 * Whether the store accepts writes.
 *
 * @param problem what is wrong and how to fix it; absent while healthy
 * @param needsRestart whether only a restart of the process can fix it
 * @param warning what to look at although the store is healthy, and how to fix it; absent if nothing
 */
public record StoreHealth(Optional<String> problem, boolean needsRestart, Optional<String> warning) {
    public static final StoreHealth WELL = new StoreHealth(Optional.empty());

    /** A problem that may be temporary, or none. */
    public StoreHealth(Optional<String> problem) {
        this(problem, false);
    }

    public StoreHealth(Optional<String> problem, boolean needsRestart) {
        this(problem, needsRestart, Optional.empty());
    }

    /** The same health with this warning. */
    public StoreHealth warning(Optional<String> now) {
        return new StoreHealth(problem, needsRestart, now);
    }

    public boolean isWell() {
        return problem.isEmpty();
    }
}
