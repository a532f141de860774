package io.iotconnectivity;

import io.iotconnectivity.aws.fleet.ThingGroups;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.presence.FleetFacts;
import io.iotconnectivity.presence.Presence;
import java.util.Optional;
import java.util.Set;

/** What classes depend on, from the settings and, as far as it has been read, from the fleet index. */
final class ReadFleet implements FleetFacts {
    private final IncidentMachine incidents;
    private final Optional<ThingGroups> things;

    /**
     * @param things absent if the fleet index is not read
     */
    ReadFleet(IncidentMachine incidents, Optional<ThingGroups> things) {
        this.incidents = incidents;
        this.things = things;
    }

    @Override
    public Optional<String> group(Presence device) {
        return incidents.group(device);
    }

    @Override
    public boolean hasGroups() {
        return things.isEmpty() || things.get().isRead();
    }

    @Override
    public Optional<Set<String>> classesOfThing(Presence device) {
        return things.flatMap(read -> read.classesOf(device));
    }
}
