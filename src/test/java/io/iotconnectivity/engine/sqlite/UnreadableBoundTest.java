package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.health.UnreadableBound;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The space that dead letters of input take, however they are written, read and deleted. */
class UnreadableBoundTest {
    private static final long MOST = 20_000;

    private enum What {
        KEEP_INPUT,
        KEEP_EVENT,
        DELETE,
        GIVE_ANOTHER_REASON,
        KEEP_AND_UNDO
    }

    private record Step(What what, String origin, String topic, int size) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(6, What.KEEP_INPUT),
                                Tuple.of(2, What.KEEP_EVENT),
                                Tuple.of(1, What.DELETE),
                                Tuple.of(1, What.GIVE_ANOTHER_REASON),
                                Tuple.of(1, What.KEEP_AND_UNDO)),
                        Arbitraries.of("last-will", "presence"),
                        Arbitraries.of("a", "b", "c").injectNull(0.2),
                        Arbitraries.integers().between(0, 6000))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 150)
    void whatInputTakesStaysWithinTheBoundAndEventsStay(@ForAll("steps") List<Step> steps) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            Schema.migrate(connection, Path.of("memory"));
            WriteCounts counts = new WriteCounts();
            UnreadableBound bound = new UnreadableBound(MOST);
            UnreadableRows letters = new UnreadableRows(connection, counts);
            long events = 0;
            for (Step step : steps) {
                long before = number(connection, "SELECT count(*) FROM dead_letter WHERE direction = 'in'");
                counts.clear();
                switch (step.what()) {
                    case KEEP_INPUT -> {
                        insert(connection, "in", step);
                        bound.keep(letters);
                        assertThat(number(connection, "SELECT count(*) FROM dead_letter WHERE direction = 'in'"))
                                .as("what goes is counted")
                                .isEqualTo(before + 1 - counts.dropped());
                    }
                    case KEEP_EVENT -> {
                        insert(connection, "out", step);
                        bound.keep(letters);
                        events++;
                    }
                    case DELETE ->
                        execute(
                                connection,
                                "DELETE FROM dead_letter WHERE id = (SELECT max(id) FROM dead_letter WHERE direction = 'in')");
                    case GIVE_ANOTHER_REASON -> {
                        execute(connection, "UPDATE dead_letter SET reason = reason || 'ü' WHERE direction = 'in'");
                        bound.keep(letters);
                    }
                    case KEEP_AND_UNDO -> {
                        execute(connection, "BEGIN");
                        insert(connection, "in", step);
                        bound.keep(letters);
                        execute(connection, "ROLLBACK");
                    }
                }
                long taken = number(
                        connection,
                        "SELECT coalesce(sum(1024 + length(payload) + length(CAST(reason AS BLOB))"
                                + " + coalesce(length(topic), 0)), 0) FROM dead_letter WHERE direction = 'in'");
                assertThat(taken).isLessThanOrEqualTo(MOST);
                assertThat(number(connection, "SELECT bytes FROM unreadable_use"))
                        .isEqualTo(taken);
                assertThat(number(connection, "SELECT coalesce(sum(bytes), 0) FROM sender_use"))
                        .isEqualTo(taken);
                assertThat(number(connection, "SELECT count(*) FROM dead_letter WHERE direction = 'out'"))
                        .isEqualTo(events);
            }
        }
    }

    @Property(tries = 20)
    void whoFloodsPushesOutOnlyWhatIsTheirOwn(@ForAll("steps") List<Step> flood) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            Schema.migrate(connection, Path.of("memory"));
            UnreadableBound bound = new UnreadableBound(MOST);
            UnreadableRows letters = new UnreadableRows(connection, new WriteCounts());
            insert(connection, "in", new Step(What.KEEP_INPUT, "last-will", "lwt/honest", 300));
            insert(connection, "in", new Step(What.KEEP_INPUT, "presence", "lwt/mallory", 300));
            for (Step step : flood) {
                insert(connection, "in", new Step(What.KEEP_INPUT, "last-will", "lwt/mallory", step.size()));
                bound.keep(letters);
            }

            assertThat(number(
                            connection,
                            "SELECT count(*) FROM dead_letter WHERE topic = 'lwt/honest' OR origin = 'presence'"))
                    .isEqualTo(2);
        }
    }

    @Example
    void whatAnEarlierVersionKeptWithoutABoundIsCountedAndGoesInSlices() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            for (int version = 1; version <= 6; version++) {
                String script = new String(
                        Schema.class
                                .getResourceAsStream("/db/" + version + ".sql")
                                .readAllBytes(),
                        StandardCharsets.UTF_8);
                for (String command : script.split(";\\s*\\R")) {
                    execute(connection, command);
                }
            }
            execute(connection, "PRAGMA user_version = 6");
            insert(connection, "out", new Step(What.KEEP_EVENT, "desk", null, 9));
            for (int i = 0; i < UnreadableBound.MOST_DROPS + 100; i++) {
                insert(connection, "in", new Step(What.KEEP_INPUT, "last-will", "lwt/mallory", 1));
            }
            Schema.migrate(connection, Path.of("memory"));
            WriteCounts counts = new WriteCounts();
            UnreadableBound bound = new UnreadableBound(MOST);
            UnreadableRows letters = new UnreadableRows(connection, counts);

            bound.keep(letters);
            assertThat(counts.dropped()).isEqualTo(UnreadableBound.MOST_DROPS);
            bound.keep(letters);
            assertThat(number(connection, "SELECT bytes FROM unreadable_use")).isBetween(MOST - 1100, MOST);
            assertThat(number(connection, "SELECT count(*) FROM dead_letter WHERE direction = 'out'"))
                    .isEqualTo(1);
        }
    }

    private static void insert(Connection connection, String direction, Step step) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO dead_letter (direction, origin, reason, topic, client_id, event_id, payload,"
                        + " original_size, attempts, at) VALUES (?, ?, 'nö', ?, 'x', NULL, ?, ?, 0, 1)")) {
            insert.setString(1, direction);
            insert.setString(2, step.origin());
            insert.setString(3, step.topic());
            insert.setBytes(4, new byte[step.size()]);
            insert.setInt(5, step.size());
            insert.executeUpdate();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
