package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.SilenceOff;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.health.BatchWatch;
import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What silences can do to the engine, those of earlier versions among them, on a real file. */
class SilencesInEngineTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final String ENDLESS = "(?:(?:){2147483647}){2147483647}.*";

    @TempDir
    Path directory;

    private final HandClock clock = new HandClock(START);
    private final PresenceMachine presence = new PresenceMachine(Policy.defaults());
    private Rules rules = presence::step;
    private SqliteEngine engine;

    @BeforeEach
    void open() {
        open(BatchWatch.LATE);
    }

    private void open(Duration late) {
        engine = SqliteEngine.open(
                new EngineSettings(
                        directory.resolve("engine.db"),
                        Duration.ofDays(30),
                        Duration.ofDays(1),
                        Duration.ofDays(30),
                        Duration.ZERO),
                (before, signal, now) -> rules.step(before, signal, now),
                IncidentRules.of(new IncidentMachine(IncidentPolicy.defaults())),
                new CloudEvents("iot-connectivity/test"),
                clock,
                new SimpleMeterRegistry(),
                CrashPoint.Watch.NONE,
                late);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** Earlier versions took it, and the writer never came back from the first incident that it was held against. */
    @Test
    @Timeout(60)
    void aSilenceOfAnEarlierVersionThatCannotHoldIsSwitchedOffAndSaid() throws SQLException {
        stored("endless", row(ENDLESS, "ann"));
        stored("ahead", row("pump(?=-1).*", "ann"));
        stored("usual", row("quiet-.*", "ann"));
        stored("nobody", row(".*", " "));
        stored("broken", "{\"clients\":");
        stored("empty", "{}");

        assertThat(engine.ledger().silences()).extracting(Silence::id).containsExactly("usual");
        assertThat(engine.ledger().silencesOff())
                .extracting(SilenceOff::id)
                .containsExactly("ahead", "broken", "empty", "endless", "nobody");
        assertThat(engine.ledger().silencesOff())
                .extracting(SilenceOff::reason)
                .containsExactly(
                        "its pattern uses (?=...), which is not supported; write the parts in the order in which they"
                                + " stand in the text",
                        "it cannot be read",
                        "its start or end is missing",
                        "its pattern repeats something more than 1000 times",
                        "a silence needs an author and a comment, so that others know why it was set");
        goesOffline("pump-1");
        goesOffline("quiet-1");
        assertThat(engine.health()).isEqualTo(StoreHealth.WELL);
        assertThat(engine.ledger().incidents(IncidentQuery.ALL, 10).items())
                .extracting(IncidentData::devices)
                .containsExactly(List.of("pump-1"));
    }

    @Test
    void aSilenceThatIsSwitchedOffCanBeEnded() throws SQLException {
        stored("endless", row(ENDLESS, "ann"));
        stored("broken", "{\"clients\":");

        assertThat(engine.endSilence("endless").join()).isTrue();
        assertThat(engine.endSilence("broken").join()).isTrue();

        assertThat(engine.ledger().silencesOff()).isEmpty();
        assertThat(engine.endSilence("endless").join()).isFalse();
    }

    @Test
    void ofMoreThanThereCanBeInTheFileThoseThatEndLastAreSwitchedOff() throws SQLException {
        engine.close();
        try (java.sql.Connection file = file()) {
            file.setAutoCommit(false);
            for (int i = 0; i <= StoredSilences.MOST; i++) {
                insert(file, "s" + (1000 + i), row("pump-.*", "ann"));
            }
            file.commit();
        }
        open();

        assertThat(engine.ledger().silences()).hasSize(StoredSilences.MOST);
        assertThat(engine.ledger().silencesOff()).extracting(SilenceOff::id).containsExactly("s1500");
    }

    @Test
    void thoseThatHaveEndedAreNotKeptWithoutNumber() throws SQLException {
        engine.close();
        try (java.sql.Connection file = file()) {
            file.setAutoCommit(false);
            for (int i = 0; i < IncidentTables.MOST_ENDED_SILENCES + 3; i++) {
                insert(file, "e" + i, row("pump-.*", "ann"), START.minusSeconds(i));
            }
            file.commit();
        }
        open();
        engine.silence(silence("new", "x")).join();
        engine.close();

        try (java.sql.Connection file = file();
                Statement statement = file.createStatement();
                ResultSet left = statement.executeQuery(
                        "SELECT count(*), sum(id = 'new'), sum(id = 'e0'), sum(id = 'e1001') FROM silence")) {
            assertThat(left.getInt(1)).isEqualTo(IncidentTables.MOST_ENDED_SILENCES + 1);
            assertThat(left.getInt(2)).isEqualTo(1);
            assertThat(left.getInt(3)).isEqualTo(1);
            assertThat(left.getInt(4)).isZero();
        }
        open();
    }

    /** Nothing is thrown and nothing is stored: only a look at the clock can tell. */
    @Test
    @Timeout(120)
    void aStepThatDoesNotComeToItsEndIsNoticed() throws InterruptedException {
        engine.close();
        open(Duration.ofMillis(500));
        CountDownLatch hang = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        rules = (before, signal, now) -> {
            hanging.countDown();
            awaited(hang);
            return presence.step(before, signal, now);
        };
        CompletableFuture<Void> stored = engine.accept(connected("a"));
        hanging.await();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> !engine.health().isWell());
            assertThat(engine.health().problem().orElseThrow())
                    .contains("a batch has been in progress since 2026-11-23T", "in SilencesInEngineTest.awaited")
                    .contains("so nothing is stored");
            assertThat(stored).isNotDone();
        } finally {
            hang.countDown();
        }

        stored.join();
        await().until(() -> engine.health().isWell());
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void goesOffline(String client) {
        engine.accept(connected(client)).join();
        engine.accept(new Signal.Disconnected(
                        new ClientId(client), clock.instant(), connection(), Reason.CONNECTION_LOST))
                .join();
        clock.advance(Duration.ofMinutes(10));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> engine.ledger()
                                .device(new ClientId(client))
                                .orElseThrow()
                                .state()
                        == Verdict.OFFLINE);
    }

    private Signal connected(String client) {
        return new Signal.Connected(new ClientId(client), clock.instant(), connection());
    }

    private static Connection connection() {
        return new Connection(
                OptionalLong.of(1), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Silence silence(String id, String clients) {
        return new Silence(
                id,
                Optional.of(ClientPattern.of(clients)),
                Optional.empty(),
                START,
                START.plus(Duration.ofDays(1)),
                "ann",
                "works");
    }

    /** As every version has written it. */
    private static String row(String clients, String author) {
        return "{\"id\":\"x\",\"clients\":\"" + clients + "\",\"from\":" + START.getEpochSecond()
                + "000000000,\"until\":"
                + START.plus(Duration.ofDays(1)).getEpochSecond() + "000000000,\"author\":\"" + author
                + "\",\"comment\":\"works\"}";
    }

    /** Has a silence in the file that this version was not asked about. */
    private void stored(String id, String body) throws SQLException {
        engine.close();
        try (java.sql.Connection file = file()) {
            insert(file, id, body);
        }
        open();
    }

    private java.sql.Connection file() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("engine.db"));
    }

    private static void insert(java.sql.Connection file, String id, String body) throws SQLException {
        insert(file, id, body, START.plus(Duration.ofDays(1)));
    }

    private static void insert(java.sql.Connection file, String id, String body, Instant until) throws SQLException {
        try (PreparedStatement insert =
                file.prepareStatement("INSERT INTO silence (id, until, body) VALUES (?, ?, ?)")) {
            insert.setString(1, id);
            insert.setLong(2, until.toEpochMilli());
            insert.setBytes(3, body.getBytes(StandardCharsets.UTF_8));
            insert.executeUpdate();
        }
    }
}
