package io.iotconnectivity.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * A silence that is stored and has not ended, but holds back nothing, as where an earlier version took a pattern that this one
 * does not. What cannot be read of it is absent.
 *
 * @param clients the pattern as it was written
 * @param reason why it is switched off, for whoever set it
 */
public record SilenceOff(
        String id,
        Optional<String> clients,
        Optional<String> group,
        Optional<Instant> from,
        Instant until,
        Optional<String> author,
        Optional<String> comment,
        String reason) {}
