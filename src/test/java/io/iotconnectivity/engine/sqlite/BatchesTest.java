package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.decide.Backlog;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.engine.view.DeviceIndex;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Backlog backlog = new Backlog();
    private final NoIncidents incidents = new NoIncidents();
    private final Batches batches = new Batches(
            new SimpleRules(),
            incidents,
            backlog,
            new CloudEvents("iot-connectivity/test"),
            new EventCodec(),
            new DeviceIndex(),
            new PresenceCodec());

    @AutoClose
    private java.sql.Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Schema.migrate(connection, Path.of("memory"));
    }

    @Test
    void deadlinesWaitForTheBacklogOfAFullDiskHoweverLongItWasFull() throws SQLException {
        Instant full = START.plus(Backlog.LONGEST).plus(Duration.ofMinutes(1));
        Instant now = START;
        while (now.isBefore(full)) {
            batch(new Tables(connection, new CaseCodec()), now);
            connection.createStatement().execute("ROLLBACK");
            now = now.plus(RETRY);
        }

        Tables tables = new Tables(connection, new CaseCodec());
        batch(tables, now).save();
        tables.commit();

        assertThat(backlog.holds(now)).isTrue();
        assertThat(backlog.spell(now).orElseThrow().since()).isEqualTo(now);
    }

    @Test
    void whatWasHeardBeforeABatchFailedStillCounts() throws SQLException {
        Tables tables = new Tables(connection, new CaseCodec());
        batch(tables, START.plus(Duration.ofHours(1))).save();
        tables.commit();
        Instant since =
                backlog.spell(START.plus(Duration.ofHours(1))).orElseThrow().since();
        batch(tables, since.plusSeconds(1));
        connection.createStatement().execute("ROLLBACK");

        batch(new Tables(connection, new CaseCodec()), since.plus(RETRY));

        assertThat(backlog.spell(since.plus(RETRY)).orElseThrow().since()).isEqualTo(since);
    }

    /** Two devices dropped at the start. */
    private Batch batch(Tables tables, Instant now) throws SQLException {
        tables.begin();
        Batch batch = batches.make(tables, now, 0);
        for (String client : new String[] {"pump", "valve"}) {
            batch.take(
                    new Signal.Disconnected(new ClientId(client), START, Connection.UNKNOWN, Reason.CONNECTION_LOST),
                    Optional.empty(),
                    Optional.empty());
        }
        return batch;
    }
}
