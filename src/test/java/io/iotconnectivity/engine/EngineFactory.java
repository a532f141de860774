package io.iotconnectivity.engine;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import java.util.EnumSet;
import java.util.Set;

/** Opens the engine under test. */
@FunctionalInterface
public interface EngineFactory {

    /** Opens the engine on the data that an earlier one has left there. */
    Engine open(EngineSettings settings, Rules rules, IncidentRules incidents, HandClock clock);

    /** What it promises beyond what every engine does. */
    default Set<Promise> promises() {
        return EnumSet.allOf(Promise.class);
    }

    /** What an engine may promise that others cannot. */
    enum Promise {
        /** Dead letters get a second chance. */
        REPLAYS,
        /** A sink that is not attached is listed with what is kept for it. */
        LISTS_DETACHED_SINKS,
        /** Events that a sink has not received are kept, however old they are. */
        KEEPS_WHAT_SINKS_NEED,
        /** A signal that comes again is recognised for as long as is set, and no longer. */
        FORGETS_SIGNALS,
        /** Events that a deadline brings about continue the trace of the signal that set it. */
        TRACES_DEADLINES
    }
}
