package io.iotconnectivity.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * A stored silence that has not ended but is disabled, for example because an earlier version accepted a pattern that
 * this one does not. Its unreadable parts are absent.
 *
 * @param clients the pattern as it was written
 * @param reason why it is disabled, for whoever set it
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
