package io.iotconnectivity.decide;

import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.OpenByKey;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;

/** The rules that decide about incidents; in the product {@link IncidentMachine}, whose methods these are. Pure. */
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
            public Outcome measured(SloReading reading, Cases cases, Instant now) {
                return machine.measured(reading, cases, now);
            }

            @Override
            public Outcome noted(Note note, IncidentData told, Cases cases, Instant now) {
                return machine.noted(note, told, cases, now);
            }

            @Override
            public Outcome compared(Optional<Common> common, IncidentData told, Cases cases, Instant now) {
                return machine.compared(common, told, cases, now);
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
            public DeviceCase restored(Presence presence, Optional<String> storm, OpenByKey open, Instant now) {
                return machine.restored(presence, storm, open, now);
            }

            @Override
            public GroupCase restored(String group, int members, OpenByKey open, Instant now) {
                return machine.restored(group, members, open, now);
            }

            @Override
            public Optional<BlindSource> restored(String source, OpenByKey open) {
                return machine.restored(source, open);
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

    /** It was measured how a class of devices does against its objective for availability. */
    default Outcome measured(SloReading reading, Cases cases, Instant now) {
        return Outcome.NONE;
    }

    /** Somebody did something about an open incident. */
    default Outcome noted(Note note, IncidentData told, Cases cases, Instant now) {
        return Outcome.NONE;
    }

    /** It was found what the devices of an open incident have in common. */
    default Outcome compared(Optional<Common> common, IncidentData told, Cases cases, Instant now) {
        return Outcome.NONE;
    }

    void recall(Presence presence, Drops drops);

    Drops noDrops();

    /** The case of a device whose own is lost. */
    default DeviceCase restored(Presence presence, Optional<String> storm, OpenByKey open, Instant now) {
        return DeviceCase.none(presence.client());
    }

    /** The case of a group whose own is lost. */
    default GroupCase restored(String group, int members, OpenByKey open, Instant now) {
        return GroupCase.none(group);
    }

    /** A source of ours of which it is lost that it is blind. */
    default Optional<BlindSource> restored(String source, OpenByKey open) {
        return Optional.empty();
    }

    /** The group that the device currently belongs to. */
    default Optional<String> group(Presence presence) {
        return Optional.empty();
    }

    /** Whether any device can have a group. */
    default boolean hasGroups() {
        return false;
    }
}
