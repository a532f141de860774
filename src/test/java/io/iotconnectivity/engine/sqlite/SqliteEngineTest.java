package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineContract;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.event.CloudEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class SqliteEngineTest extends EngineContract {
    @TempDir
    Path directory;

    @Override
    protected Engine open(Rules rules, HandClock clock) {
        return SqliteEngine.open(
                new EngineSettings(
                        directory.resolve("engine.db"),
                        Duration.ofDays(30),
                        Duration.ofDays(1),
                        Duration.ofDays(30),
                        Duration.ZERO),
                rules,
                new NoIncidents(),
                new CloudEvents("iot-connectivity/test"),
                clock,
                new SimpleMeterRegistry(),
                CrashPoint.Watch.NONE);
    }
}
