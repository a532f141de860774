package io.iotconnectivity.incident;

import io.iotconnectivity.event.DeviceData;
import java.util.Optional;

/** Which group (site, line, customer) a device belongs to. */
@FunctionalInterface
public interface Grouping {
    /** All devices are of one group, which has no name. */
    Grouping NONE = device -> Optional.empty();

    /** The group of the device that an event tells of; empty if it has none. */
    Optional<String> of(DeviceData device);
}
