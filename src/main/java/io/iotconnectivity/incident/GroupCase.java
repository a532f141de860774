package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.Optional;

/**
 * What the incident machine holds of one group.
 *
 * @param deadline when the machine wants to be asked again
 */
public record GroupCase(String name, Optional<Instant> deadline) {

    /** Nothing is held of the group. */
    public static GroupCase none(String name) {
        return new GroupCase(name, Optional.empty());
    }

    /** Whether nothing is held, so that nothing need be stored. */
    public boolean isNone() {
        return equals(none(name));
    }
}
