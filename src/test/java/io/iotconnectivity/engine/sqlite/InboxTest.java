package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.codec.InboxKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant START = Instant.parse("2026-11-23T10:30:00Z");
    private static final int MOST_RECENT = 8;
    private static final int FIRST_READ = 3;

    /** What happens to an inbox: {@code what} below 10 takes a signal in, the others commit, fail, restart, wait or prune. */
    record Happening(int what, long time, long hash, int minutes) {
        InboxKey key() {
            return new InboxKey(time << 32 | hash, hash);
        }
    }

    @Provide
    Arbitrary<Happening> happenings() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 15),
                        // Ancient, usual, and after the year 2106.
                        Arbitraries.oneOf(
                                Arbitraries.longs().between(0, 3),
                                Arbitraries.longs().between(100, 115),
                                Arbitraries.of(0xffff_fffeL, 0xffff_ffffL)),
                        Arbitraries.longs().between(0, 3),
                        Arbitraries.integers().between(1, 300))
                .as(Happening::new);
    }

    /** Keys are kept for a day to an hour more; in the hour between, either is right. */
    @Property(tries = 150)
    void noSignalIsNewTwiceWithinADayAndNoNewOneIsADuplicate(
            @ForAll @Size(max = 120) List<@From("happenings") Happening> story) throws SQLException {
        try (Connection connection = database()) {
            Map<InboxKey, Instant> durable = new HashMap<>();
            Map<InboxKey, Instant> all = new HashMap<>();
            Instant now = START;
            Inbox inbox = open(connection);
            begin(connection);
            for (Happening each : story) {
                switch (each.what()) {
                    case 10, 11 -> {
                        inbox.save(now);
                        execute(connection, "COMMIT");
                        durable = new HashMap<>(all);
                        begin(connection);
                    }
                    case 12 -> {
                        execute(connection, "ROLLBACK");
                        all = new HashMap<>(durable);
                        inbox = open(connection);
                        begin(connection);
                    }
                    case 13, 14 -> now = now.plus(Duration.ofMinutes(each.minutes()));
                    case 15 -> inbox.prune(now, DAY, each.minutes());
                    default -> {
                        Duration age = Duration.between(all.getOrDefault(each.key(), Instant.MIN), now);
                        boolean isNew = inbox.add(each.key(), now);
                        if (!all.containsKey(each.key())) {
                            assertThat(isNew).isTrue();
                        } else if (age.compareTo(DAY) < 0) {
                            assertThat(isNew).isFalse();
                        }
                        if (isNew) {
                            all.put(each.key(), now);
                        }
                    }
                }
            }
        }
    }

    @Test
    void pruningForgetsWholeHoursAndGoesOnWhereItEnded() throws SQLException {
        try (Connection connection = database()) {
            Inbox inbox = open(connection);
            for (int i = 0; i < 120; i++) {
                inbox.add(new InboxKey(i, i), START.plus(Duration.ofMinutes(i)));
            }
            inbox.save(START.plus(Duration.ofHours(2)));
            assertThat(count(connection, "inbox")).isEqualTo(120);

            Instant soon = START.plus(DAY).plus(Duration.ofMinutes(29));
            assertThat(inbox.prune(soon, DAY, 50)).isZero();
            // The first half hour, and all of the next.
            Instant later = START.plus(DAY).plus(Duration.ofMinutes(90));
            assertThat(inbox.prune(later, DAY, 50)).isEqualTo(50);
            assertThat(inbox.prune(later, DAY, 50)).isEqualTo(40);
            assertThat(count(connection, "inbox")).isEqualTo(30);
            assertThat(inbox.add(new InboxKey(0, 0), later)).isTrue();
            assertThat(inbox.add(new InboxKey(119, 119), later)).isFalse();
        }
    }

    @Test
    void keysThatAreKeptForYearsAreSearchedForInFewSpans() throws SQLException {
        Duration years = Duration.ofDays(730);
        try (Connection connection = database()) {
            Inbox inbox = open(connection);
            inbox.prune(START, years, 1);
            for (int day = 0; day < 730; day++) {
                inbox.add(new InboxKey(day, day), START.plus(Duration.ofDays(day)));
            }
            Instant end = START.plus(years);
            inbox.save(end);

            assertThat(count(connection, "(SELECT DISTINCT hour FROM inbox)")).isLessThan(30);
            assertThat(inbox.prune(end, years, 1_000)).isZero();
            assertThat(inbox.add(new InboxKey(0, 0), end)).isFalse();
        }
    }

    @Test
    void inboxOfAnEarlierVersionIsCarriedOver() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            Schema.migrate(connection, Path.of("memory"));
            execute(connection, "DROP TABLE inbox");
            execute(
                    connection,
                    "CREATE TABLE old_inbox (key BLOB PRIMARY KEY, received INTEGER NOT NULL) WITHOUT ROWID");
            execute(connection, "CREATE INDEX inbox_received ON old_inbox (received)");
            execute(connection, "CREATE TABLE inbox (hour INTEGER, key BLOB, PRIMARY KEY (hour, key)) WITHOUT ROWID");
            for (int i = 0; i < 100; i++) {
                Instant received = START.plus(Duration.ofMinutes(7L * i));
                execute(
                        connection,
                        "INSERT INTO old_inbox VALUES (x'" + HexFormat.of().formatHex(new InboxKey(i, i).bytes())
                                + "', " + received.toEpochMilli() + ")");
            }
            // An earlier attempt has come this far.
            execute(connection, "INSERT INTO inbox SELECT received / 3600000, key FROM old_inbox ORDER BY key LIMIT 4");

            Schema.migrate(connection, Path.of("memory"));

            assertThat(count(connection, "inbox")).isEqualTo(100);
            assertThat(count(connection, "sqlite_schema WHERE name LIKE 'old%'"))
                    .isZero();
            Inbox inbox = open(connection);
            for (int i = 0; i < 100; i++) {
                assertThat(inbox.add(new InboxKey(i, i), START)).isFalse();
            }
            assertThat(inbox.prune(START.plus(Duration.ofHours(28)), DAY, 100)).isEqualTo(30);
        }
    }

    private static Connection database() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Schema.migrate(connection, Path.of("memory"));
        return connection;
    }

    private static Inbox open(Connection connection) throws SQLException {
        return new Inbox(connection, MOST_RECENT, FIRST_READ);
    }

    private static void begin(Connection connection) throws SQLException {
        execute(connection, "BEGIN");
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private static long count(Connection connection, String what) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + what)) {
            row.next();
            return row.getLong(1);
        }
    }
}
