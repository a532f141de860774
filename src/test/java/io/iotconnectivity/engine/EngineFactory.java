package io.iotconnectivity.engine;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;

/** Opens the engine under test. */
@FunctionalInterface
public interface EngineFactory {

    /** Opens the engine on the data that an earlier one has left there. */
    Engine open(EngineSettings settings, Rules rules, IncidentRules incidents, HandClock clock);
}
