package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineFactory;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.event.CloudEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Runs a suite on the embedded engine. */
interface OnSqlite extends EngineFactory {
    @Override
    default Engine open(EngineSettings settings, Rules rules, IncidentRules incidents, HandClock clock) {
        return SqliteEngine.open(
                settings,
                rules,
                incidents,
                new CloudEvents("iot-connectivity/test"),
                clock,
                new SimpleMeterRegistry(),
                point -> watch().passed(point));
    }

    /** Returns what is called at each step between two side effects, and may fail there. */
    default CrashPoint.Watch watch() {
        return CrashPoint.Watch.NONE;
    }
}
