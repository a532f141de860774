package io.iotconnectivity.engine;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.Drops;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;

/** For tests that are about devices: there are no incidents. */
public class NoIncidents implements IncidentRules {
    @Override
    public Outcome on(Event event, Cases cases, Instant now) {
        return Outcome.NONE;
    }

    @Override
    public Outcome due(ClientId client, Cases cases, Instant now) {
        return Outcome.NONE;
    }

    @Override
    public Outcome due(String group, Cases cases, Instant now) {
        return Outcome.NONE;
    }

    @Override
    public Outcome sighted(Sight sight, Cases cases, Instant now) {
        return Outcome.NONE;
    }

    @Override
    public void recall(Presence presence, Drops drops) {}

    @Override
    public Drops noDrops() {
        return new Drops(Duration.ofMinutes(1));
    }
}
