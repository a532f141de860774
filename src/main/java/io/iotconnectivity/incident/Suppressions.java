package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What suppresses an incident. Suppression blocks the opening, never the resolution. */
public final class Suppressions {
    /** Nothing but silences. */
    public static final Suppressions NONE = new Suppressions();

    /**
     * What suppresses an incident of the device now: a silence, a maintenance window, or a parent that is away itself, however
     * many steps up.
     *
     * @param isAway whether a device, as a parent, is not connected
     */
    public Optional<Suppression> of(
            ClientId client, Optional<String> group, Instant now, List<Silence> silences, Predicate<ClientId> isAway) {
        return silences.stream()
                .filter(silence -> silence.holds(client, group, now))
                .findFirst()
                .map(silence -> new Suppression(
                        "silence",
                        silence.id(),
                        Optional.of(silence.until()),
                        "silenced by " + silence.author() + " until " + silence.until() + ": " + silence.comment()));
    }
}
