package io.iotconnectivity.enrich;

import java.time.Instant;
import java.util.Optional;

/**
 * How an enrich route is doing.
 *
 * @param name without {@code enrich-}
 * @param waiting how many devices it is to be asked about
 * @param lastAnswer when it last answered
 * @param failingSince since when it has given no answer; absent while it works
 * @param lastError why; without secrets
 */
public record EnrichStatus(
        String name,
        int waiting,
        Optional<Instant> lastAnswer,
        Optional<Instant> failingSince,
        Optional<String> lastError) {}
