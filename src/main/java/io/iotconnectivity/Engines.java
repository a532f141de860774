package io.iotconnectivity;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.presence.PresenceMachine;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;

/** Opens the engine that the setting {@code engine} names. Nothing else knows which engines there are. */
final class Engines {
    private Engines() {}

    /**
     * @throws StoreException if its store cannot be used; the message names the setting and what to do
     */
    static Engine open(
            EngineSettings settings,
            PresenceMachine presence,
            IncidentMachine incidents,
            CloudEvents codec,
            Clock clock,
            MeterRegistry meters) {
        return switch (settings.kind()) {
            case EMBEDDED ->
                SqliteEngine.open(settings, presence::step, IncidentRules.of(incidents), codec, clock, meters);
        };
    }
}
