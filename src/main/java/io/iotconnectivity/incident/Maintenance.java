package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Instant;
import java.util.Optional;

/**
 * A maintenance window, in which outages of some devices are expected.
 *
 * @param clients only devices whose client id matches; absent for any
 * @param group only devices of this group; absent for any
 * @param comment what happens in it
 */
public record Maintenance(
        String name, Optional<ClientPattern> clients, Optional<String> group, Span span, Optional<String> comment) {

    /** When it ends for a device; empty if it is not open, or not for this device. */
    Optional<Instant> endFor(ClientId client, Optional<String> of, Instant now) {
        return concerns(client, of) ? span.endAt(now) : Optional.empty();
    }

    /**
     * Whether it is for a device.
     *
     * @param of the group of the device
     */
    public boolean concerns(ClientId client, Optional<String> of) {
        return (group.isEmpty() || group.equals(of))
                && clients.map(pattern -> pattern.matches(client)).orElse(true);
    }
}
