package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.engine.codec.DecisionCodec;
import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.signal.ClientId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The decisions of a file that version 9 has written. */
class OldDecisionsTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Path FILE = Path.of("memory");
    private static final int DECISIONS = 17_000;
    private static final int DEVICES = 300;
    private static final int PRUNED = 1_000;
    private static final int SPOILT = 9_000;

    @AutoClose
    private Connection connection;

    @BeforeEach
    void oldFile() throws SQLException, IOException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        for (int version = 1; version <= 9; version++) {
            script(version);
        }
        try (Statement statement = connection.createStatement()) {
            // The newer form of devices and the others is there already.
            for (String old : List.of("old_device", "old_inbox", "old_event")) {
                statement.execute("DROP TABLE " + old);
            }
            statement.execute("BEGIN");
            write();
            statement.execute("COMMIT");
        }
    }

    private void write() throws SQLException {
        try (PreparedStatement device = connection.prepareStatement("INSERT INTO device (client_id, presence,"
                        + " last_event, sequence, past_deadlines) VALUES (?, x'', 0, 0, 0)");
                PreparedStatement decision = connection.prepareStatement(
                        "INSERT INTO decision (id, client_id, at, what, incident_id, text) VALUES (?, ?, ?, ?, ?, ?)")) {
            for (int number = 0; number < DEVICES; number++) {
                device.setString(1, "pump-" + number);
                device.executeUpdate();
            }
            for (int id = PRUNED + 1; id <= DECISIONS; id++) {
                Decision each = decision(id);
                decision.setLong(1, id);
                decision.setString(2, each.client().value());
                decision.setLong(3, each.at().toEpochMilli());
                decision.setString(4, id == SPOILT ? "SPOILT" : each.what().name());
                decision.setString(5, each.incidentId().orElse(null));
                decision.setString(6, each.text());
                decision.executeUpdate();
            }
        }
    }

    private static Decision decision(int id) {
        return new Decision(
                client(id),
                START.plusMillis(id),
                id % 2 == 0 ? Decision.What.RESOLVED : Decision.What.JOINED,
                id % 3 == 0 ? Optional.empty() : Optional.of("01M8KFDAZ3M8KFDAZ4WPAZ3ZW5"),
                "Its outage, CONNECTION_LOST (NETWORK), is part of the open incident of its group: " + id + ".");
    }

    private static ClientId client(int id) {
        return new ClientId("pump-" + id % DEVICES);
    }

    @Test
    void decisionsAreCarriedOverIntoTheChainsOfTheirDevices() throws SQLException {
        Schema.migrate(connection, FILE);

        everythingIsThere();
    }

    @Test
    void carryingOverGoesOnAfterTheProcessHasEnded() throws SQLException, IOException {
        script(10);
        AtomicLong carried = new AtomicLong();
        for (int ending = 0; ending < 2; ending++) {
            assertThatThrownBy(() -> new OldDecisions().carryOver(connection, rows -> {
                        carried.addAndGet(rows);
                        throw new IllegalStateException("kill -9");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(count("old_decision")).isEqualTo(DECISIONS - PRUNED - carried.get());
        assertThat(carried.get()).isBetween(1L, DECISIONS - PRUNED - 1L);

        Schema.migrate(connection, FILE);

        everythingIsThere();
    }

    @Test
    void numbersAreNotReusedAfterAllDecisionsWerePruned() throws SQLException {
        Schema.migrate(connection, FILE);
        DecisionTable decisions = new DecisionTable(connection);
        assertThat(decisions.prune(START.plusMillis(DECISIONS + 1), 1_000_000)).isPositive();
        assertThat(count("decision_block")).isZero();

        assertThat(new DecisionTable(connection).append(new byte[0], 0, START)).isEqualTo(DECISIONS + 1);
    }

    private void everythingIsThere() throws SQLException {
        assertThat(count("sqlite_schema WHERE name LIKE '%old_decision%' OR name = 'decision'"))
                .isZero();
        DecisionCodec codec = new DecisionCodec();
        Map<ClientId, Long> latest = new HashMap<>();
        List<Long> numbers = new ArrayList<>();
        try (EventBlocks blocks = new EventBlocks(connection, BlockLog.DECISIONS)) {
            for (EventBlock.Entry entry : blocks.after(0, Integer.MAX_VALUE)) {
                int id = (int) entry.seq();
                if (id == SPOILT) {
                    assertThatThrownBy(() -> DecisionChain.decision(entry, codec))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThat(new String(entry.event(), StandardCharsets.UTF_8))
                            .startsWith("SPOILT | Its outage");
                } else {
                    assertThat(DecisionChain.decision(entry, codec)).isEqualTo(decision(id));
                }
                assertThat(entry.previous()).isEqualTo(latest.getOrDefault(client(id), 0L));
                latest.put(client(id), entry.seq());
                numbers.add(entry.seq());
            }
        }
        assertThat(numbers).hasSize(DECISIONS - PRUNED).startsWith(PRUNED + 1L).endsWith((long) DECISIONS);
        for (Map.Entry<ClientId, Long> device : latest.entrySet()) {
            assertThat(count("device WHERE client_id = '" + device.getKey().value() + "' AND last_decision = "
                            + device.getValue()))
                    .isOne();
        }
    }

    private void script(int version) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            byte[] script =
                    Schema.class.getResourceAsStream("/db/" + version + ".sql").readAllBytes();
            for (String command : new String(script, StandardCharsets.UTF_8).split(";\\s*\\R")) {
                statement.execute(command);
            }
            statement.execute("PRAGMA user_version = " + version);
        }
    }

    private long count(String what) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + what)) {
            row.next();
            return row.getLong(1);
        }
    }
}
