package io.iotconnectivity.incident;

import java.time.Instant;
import java.util.Optional;

/**
 * What the incident machine holds of one group.
 *
 * @param storm the incident of the group
 * @param flaps how many of its devices were told of as coming and going lately
 * @param deadline when the machine wants to be asked again
 */
public record GroupCase(String name, Optional<Storm> storm, Optional<Flaps> flaps, Optional<Instant> deadline) {

    public GroupCase {
        storm = storm == null ? Optional.empty() : storm;
        flaps = flaps == null ? Optional.empty() : flaps;
        deadline = deadline == null ? Optional.empty() : deadline;
    }

    /**
     * So many since.
     *
     * @param since when the first of them began
     */
    public record Flaps(int count, Instant since) {}

    /** Nothing is held of the group. */
    public static GroupCase none(String name) {
        return new GroupCase(name, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether nothing is held, so that nothing need be stored. */
    public boolean isNone() {
        return equals(none(name));
    }

    GroupCase with(Storm changed) {
        return new GroupCase(name, Optional.of(changed), flaps, deadline);
    }

    GroupCase withoutStorm() {
        return new GroupCase(name, Optional.empty(), flaps, deadline);
    }

    GroupCase with(Optional<Flaps> changed) {
        return new GroupCase(name, storm, changed, deadline);
    }

    GroupCase withDeadline(Optional<Instant> next) {
        return new GroupCase(name, storm, flaps, next);
    }
}
