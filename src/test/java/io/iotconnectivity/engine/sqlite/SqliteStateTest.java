package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.decide.Decider;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.StateUnavailable;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqliteStateTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final List<StateUnavailable> swallowed = new ArrayList<>();
    private final IncidentRules careless = new NoIncidents() {
        @Override
        public Outcome on(Event event, Cases cases, Instant now) {
            try {
                cases.group("site");
            } catch (StateUnavailable e) {
                swallowed.add(e);
            }
            return Outcome.NONE;
        }
    };

    @AutoClose
    private java.sql.Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Schema.migrate(connection, Path.of("memory"));
    }

    private Batch batch() throws SQLException {
        Tables tables = new Tables(connection, new CaseCodec());
        DeviceIndex index = new DeviceIndex();
        PresenceCodec presences = new PresenceCodec();
        IncidentMemory memory = IncidentMemory.recalled(index, presences, tables.incidents(), careless, NOW);
        return new Batch(
                tables,
                index,
                presences,
                new Decider(new SimpleRules(), careless),
                careless,
                memory,
                new Backlog(),
                new CloudEvents("iot-connectivity/test"),
                new EventCodec(),
                NOW,
                0,
                false);
    }

    private static Signal drop() {
        return new Signal.Disconnected(new ClientId("pump"), NOW, Connection.UNKNOWN, Reason.CONNECTION_LOST);
    }

    @Test
    void aBatchWhoseStateCouldBeReadIsSaved() throws SQLException {
        Batch batch = batch();

        batch.take(drop(), Optional.empty(), Optional.empty());
        batch.save();

        assertThat(swallowed).isEmpty();
        assertThat(devices()).isEqualTo(1);
    }

    @Test
    void aBatchFailsEvenIfARuleSwallowedThatTheStateIsUnavailable() throws SQLException {
        Batch batch = batch();
        execute("DROP TABLE incident_group");

        batch.take(drop(), Optional.empty(), Optional.empty());

        assertThat(swallowed).hasSize(1);
        assertThatThrownBy(batch::save).isSameAs(swallowed.get(0).getCause()).isInstanceOf(SQLException.class);
        assertThat(devices()).isZero();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int devices() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM device")) {
            row.next();
            return row.getInt(1);
        }
    }
}
