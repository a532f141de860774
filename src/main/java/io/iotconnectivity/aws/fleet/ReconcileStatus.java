package io.iotconnectivity.aws.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of the reconciliation with the fleet index.
 *
 * @param elsewhere whether this is the business of another instance, the one that leads; then nothing else is known
 * @param running whether one is in progress
 * @param startedAt when the one in progress, or else the latest, began; absent before the first
 * @param completedAt when the latest complete one ended
 * @param compared things, in the one that began at {@code startedAt}
 * @param differences devices, in the same, whose known state differed from the index
 * @param problem why it does not continue
 */
public record ReconcileStatus(
        boolean elsewhere,
        boolean running,
        Optional<Instant> startedAt,
        Optional<Instant> completedAt,
        long compared,
        long differences,
        Optional<String> problem) {

    static final ReconcileStatus BEFORE_THE_FIRST =
            new ReconcileStatus(false, false, Optional.empty(), Optional.empty(), 0, 0, Optional.empty());

    static final ReconcileStatus ELSEWHERE =
            new ReconcileStatus(true, false, Optional.empty(), Optional.empty(), 0, 0, Optional.empty());
}
