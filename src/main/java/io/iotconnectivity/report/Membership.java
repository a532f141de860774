package io.iotconnectivity.report;

import io.iotconnectivity.presence.Presence;
import java.util.List;
import java.util.Optional;

/** What a device counts toward. Thread-safe. */
public interface Membership {
    /** The name of the class of all devices that have no other. */
    String DEFAULT_CLASS = "default";

    /**
     * A class of devices.
     *
     * @param excludesPlanned whether planned absences of its devices do not count
     */
    record Kind(String name, boolean excludesPlanned) {}

    /** The names of the classes, {@value #DEFAULT_CLASS} among them. */
    List<String> classes();

    /** The group of a device; empty if it has none. */
    Optional<String> group(Presence device);

    /** The class of a device. */
    Kind kind(Presence device);
}
