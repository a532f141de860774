package io.iotconnectivity.incident;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.signal.Printable;
import java.util.Optional;

/** Determines the group of each device. */
final class Groups {
    /** The maximum length of a name, which becomes part of a key; longer ones are cut. */
    private static final int LONGEST = 128;

    private final Grouping grouping;

    Groups(Grouping grouping) {
        this.grouping = grouping;
    }

    /** The group of the device itself. */
    Optional<String> of(DeviceData data) {
        return grouping.of(data).filter(name -> !name.isBlank()).map(name -> Printable.cut(name, LONGEST));
    }
}
