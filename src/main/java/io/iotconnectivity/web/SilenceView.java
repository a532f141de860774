package io.iotconnectivity.web;

import io.iotconnectivity.incident.Silence;
import java.time.Instant;
import java.util.Optional;

/**
 * A silence as the interface shows it.
 *
 * @param active whether it holds now; otherwise it begins later
 */
record SilenceView(
        String id,
        Optional<String> clients,
        Optional<String> group,
        Instant from,
        Instant until,
        boolean active,
        String author,
        String comment) {

    static SilenceView of(Silence silence, Instant now) {
        return new SilenceView(
                silence.id(),
                silence.clients(),
                silence.group(),
                silence.from(),
                silence.until(),
                isActive(silence, now),
                silence.author(),
                silence.comment());
    }

    static boolean isActive(Silence silence, Instant now) {
        return !now.isBefore(silence.from()) && now.isBefore(silence.until());
    }
}
