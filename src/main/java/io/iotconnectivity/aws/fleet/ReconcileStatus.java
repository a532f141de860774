package io.iotconnectivity.aws.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * How the comparison with the fleet index stands.
 *
 * @param running whether one is under way
 * @param startedAt when the one under way, or else the latest, began; absent before the first
 * @param completedAt when the latest complete one ended
 * @param compared things, in the one that {@code startedAt} is about
 * @param differences devices, in the same, of which another state was held than the index shows
 * @param problem why it does not go on
 */
public record ReconcileStatus(
        boolean running,
        Optional<Instant> startedAt,
        Optional<Instant> completedAt,
        long compared,
        long differences,
        Optional<String> problem) {

    static final ReconcileStatus BEFORE_THE_FIRST =
            new ReconcileStatus(false, Optional.empty(), Optional.empty(), 0, 0, Optional.empty());
}
