package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The rules of the product on a real file that a test changes while it is closed. Three drops are a storm. */
abstract class ProductOnAFile {
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path directory;

    final HandClock clock = new HandClock(START);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    SqliteEngine engine;
    long version;

    @BeforeEach
    void open() {
        engine = SqliteEngine.open(
                new EngineSettings(file(), Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(30), Duration.ZERO),
                new PresenceMachine(Policy.defaults())::step,
                IncidentRules.of(new IncidentMachine(Fleet.grouped(3, Optional.empty()))),
                new CloudEvents("iot-connectivity/test"),
                clock,
                meters,
                CrashPoint.Watch.NONE);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    final void restart() {
        engine.close();
        open();
    }

    final Path file() {
        return directory.resolve("engine.db");
    }

    final void connect(String client) {
        clock.advance(Duration.ofMillis(10));
        version++;
        engine.accept(new Signal.Connected(new ClientId(client), clock.instant(), connection()))
                .join();
    }

    final void drop(String client) {
        clock.advance(Duration.ofMillis(10));
        engine.accept(new Signal.Disconnected(
                        new ClientId(client), clock.instant(), connection(), Reason.CONNECTION_LOST))
                .join();
    }

    private Connection connection() {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    final Verdict state(String client) {
        return engine.ledger().device(new ClientId(client)).orElseThrow().state();
    }

    final List<IncidentData> open(IncidentKind kind) {
        return engine.ledger().incidents(IncidentQuery.ALL, 50).items().stream()
                .filter(incident ->
                        incident.kind() == kind && incident.resolvedAt().isEmpty())
                .toList();
    }

    final List<DeadLetter> letters() {
        return engine.ledger()
                .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 100)
                .items();
    }

    final java.sql.Connection database() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    final void execute(String... statements) throws SQLException {
        try (java.sql.Connection database = database();
                Statement statement = database.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            for (String each : statements) {
                statement.executeUpdate(each);
            }
        }
    }

    /** The number that a query returns. */
    final long number(String sql) throws SQLException {
        try (java.sql.Connection database = database();
                Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }
}
