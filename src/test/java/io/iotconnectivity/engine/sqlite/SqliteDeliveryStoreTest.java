package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.DeliveryStore;
import io.iotconnectivity.delivery.DeliveryStoreContract;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.IncidentStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteDeliveryStoreTest extends DeliveryStoreContract {
    @TempDir
    Path directory;

    private SqliteEngine engine;

    @BeforeEach
    void open() {
        engine = SqliteEngine.open(
                EngineSettings.of(directory.resolve("engine.db")),
                new SimpleRules(),
                new NoIncidents(),
                new CloudEvents("iot-connectivity/test"),
                new HandClock(NOW),
                new SimpleMeterRegistry(),
                CrashPoint.Watch.NONE);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Override
    protected DeliveryStore store() {
        return engine.sinks();
    }

    @Override
    protected void restart() {
        close();
        open();
    }

    @Override
    protected void open(String incidentId) {
        write(incidentId, IncidentStatus.OPEN);
    }

    @Override
    protected void end(String incidentId) {
        write(incidentId, IncidentStatus.RESOLVED);
    }

    private void write(String incidentId, IncidentStatus status) {
        engine.writer()
                .write(batch -> {
                    try (PreparedStatement insert = batch.tables()
                            .connection()
                            .prepareStatement(
                                    "INSERT OR REPLACE INTO incident (incident_id, kind, status, opened_at, last_event,"
                                            + " body) VALUES (?, 'device', ?, 0, 0, '')")) {
                        insert.setString(1, incidentId);
                        insert.setString(2, status.word());
                        insert.executeUpdate();
                    }
                })
                .join();
    }
}
