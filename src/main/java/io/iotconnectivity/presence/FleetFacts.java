package io.iotconnectivity.presence;

import java.util.Optional;
import java.util.Set;

/** What the classes of devices depend on besides the client id. Thread-safe. */
public interface FleetFacts {
    /** Nothing is known yet. */
    FleetFacts NONE = new FleetFacts() {
        @Override
        public Optional<String> group(Presence device) {
            return Optional.empty();
        }

        @Override
        public boolean hasGroups() {
            return false;
        }

        @Override
        public Optional<Set<String>> classesOfThing(Presence device) {
            return Optional.empty();
        }
    };

    /** The group that the device belongs to now; empty if it has none, or if it is not known yet. */
    Optional<String> group(Presence device);

    /** Whether a device without a group has none; otherwise it may only not be known yet. */
    boolean hasGroups();

    /**
     * The names of the classes to whose conditions on the thing the device's thing fits.
     *
     * @return absent if it is not known yet
     */
    Optional<Set<String>> classesOfThing(Presence device);
}
