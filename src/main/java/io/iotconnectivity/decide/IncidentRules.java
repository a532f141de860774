package io.iotconnectivity.decide;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;

/** What decides about incidents; in the product {@link IncidentMachine}, whose methods these are. Pure. */
public interface IncidentRules {

    /** The rules of the product. */
    static IncidentRules of(IncidentMachine machine) {
        return new IncidentRules() {
            @Override
            public Outcome on(Event event, Cases cases, Instant now) {
                return machine.on(event, cases, now);
            }

            @Override
            public Outcome due(ClientId client, Cases cases, Instant now) {
                return machine.due(client, cases, now);
            }

            @Override
            public Outcome due(String group, Cases cases, Instant now) {
                return machine.due(group, cases, now);
            }

            @Override
            public Outcome sighted(Sight sight, Cases cases, Instant now) {
                return machine.sighted(sight, cases, now);
            }

            @Override
            public void recall(Presence presence, Drops drops) {
                machine.recall(presence, drops);
            }

            @Override
            public Drops noDrops() {
                return machine.noDrops();
            }

            @Override
            public Optional<String> group(Presence presence) {
                return machine.group(presence);
            }

            @Override
            public boolean hasGroups() {
                return machine.hasGroups();
            }
        };
    }

    Outcome on(Event event, Cases cases, Instant now);

    Outcome due(ClientId client, Cases cases, Instant now);

    Outcome due(String group, Cases cases, Instant now);

    Outcome sighted(Sight sight, Cases cases, Instant now);

    void recall(Presence presence, Drops drops);

    Drops noDrops();

    /** The group that the device belongs to now. */
    default Optional<String> group(Presence presence) {
        return Optional.empty();
    }

    /** Whether any device can have a group. */
    default boolean hasGroups() {
        return false;
    }
}
