package io.iotconnectivity.incident;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;

/**
 * Decides which incidents there are. Pure: the same arguments and cases give the same result, and nothing else happens.
 */
public final class IncidentMachine {
    private final IncidentPolicy policy;

    public IncidentMachine(IncidentPolicy policy) {
        this.policy = policy;
    }

    /** Takes in an event of a device, as the presence machine has made it; one that is about an incident changes nothing. */
    public Outcome on(Event event, Cases cases, Instant now) {
        return Outcome.NONE;
    }

    /** The deadline of a device's case has come. */
    public Outcome due(ClientId client, Cases cases, Instant now) {
        return Outcome.NONE;
    }

    /** The deadline of a group's case has come. */
    public Outcome due(String group, Cases cases, Instant now) {
        return Outcome.NONE;
    }

    /**
     * Has a device counted that dropped before a restart, in the order of the drops.
     *
     * @param presence as it is stored
     */
    public void recall(Presence presence, Drops drops) {}

    /** An empty record of drops, of the length that this machine looks back. */
    public Drops noDrops() {
        return new Drops(policy.storms().window());
    }
}
