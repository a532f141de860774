package io.iotconnectivity.engine;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;

/** Opens the engine that a suite is to hold for. */
@FunctionalInterface
public interface EngineFactory {

    /** Opens the engine upon what an earlier one has left there. */
    Engine open(EngineSettings settings, Rules rules, IncidentRules incidents, HandClock clock);
}
