package io.iotconnectivity.presence;

import java.util.Optional;

/** What the classes of devices depend on besides the client id. Thread-safe. */
public interface FleetFacts {
    /** Nothing will ever be known. */
    FleetFacts NONE = device -> Optional.empty();

    /** The group that the device belongs to now; empty if it has none, or if it is not known yet. */
    Optional<String> group(Presence device);
}
