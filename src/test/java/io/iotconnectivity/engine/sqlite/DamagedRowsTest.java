package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.LoggedEvent;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that somebody has spoilt: what they were about starts anew, and all others go on. On a real file. */
@Timeout(60)
class DamagedRowsTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String SPOILT = "CAST('{\"spoilt\":' AS BLOB)";

    @TempDir
    Path directory;

    private final HandClock clock = new HandClock(START);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private SqliteEngine engine;
    private long version;

    @BeforeEach
    void open() {
        engine = SqliteEngine.open(
                new EngineSettings(
                        directory.resolve("engine.db"),
                        Duration.ofDays(30),
                        Duration.ofDays(1),
                        Duration.ofDays(30),
                        Duration.ZERO),
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                SPOILT,
                "CAST('null' AS BLOB)",
                "CAST('{}' AS BLOB)",
                "x''",
                "42",
                "(SELECT presence FROM device WHERE client_id = 'b')"
            })
    void deviceWhoseRowIsSpoiltStartsAnewAndKeepsItsHistory(String instead) {
        connect("a");
        connect("b");
        spoil("UPDATE device SET presence = " + instead + " WHERE client_id = 'a'");

        drop("a");
        drop("b");
        connect("a");
        assertThat(state("a")).isEqualTo(Verdict.ONLINE);
        passGrace();
        await().until(() -> state("b") == Verdict.OFFLINE);

        assertThat(engine.ledger()
                        .events(new ClientId("a"), Optional.empty(), 10)
                        .items())
                .extracting(Event::id)
                .hasSizeGreaterThan(1)
                .doesNotHaveDuplicates();
        DeadLetter letter = onlyLetter();
        assertThat(letter.reason()).startsWith("the stored row device a cannot be read: ");
        assertThat(letter.clientId()).contains("a");
        assertThat(engine.health().isWell()).isTrue();
        assertThat(engine.health().warning().orElseThrow())
                .contains("rows that could not be read", "(1 from ", "device a");
        assertThat(meters.get("iotc.damaged.rows").counter().count()).isEqualTo(1);
    }

    @Test
    void spoiltDeviceStopsNoDeadlineOfOthers() {
        connect("a");
        connect("b");
        drop("a");
        drop("b");
        spoil("UPDATE device SET presence = " + SPOILT + " WHERE client_id = 'a'");
        passGrace();

        await().until(() -> state("b") == Verdict.OFFLINE);
        await().until(() -> state("a") == Verdict.UNKNOWN);
        assertThat(onlyLetter().payload()).isEqualTo("{\"spoilt\":".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void spoiltCaseStopsNoOtherCase() {
        connect("a");
        connect("b");
        drop("a");
        drop("b");
        passGrace();
        await().until(() -> open(IncidentKind.DEVICE).size() == 2);
        spoil("UPDATE device SET incident_case = " + SPOILT + ", case_deadline = 1 WHERE client_id = 'a'");

        connect("b");
        await().until(() -> open(IncidentKind.DEVICE).size() == 1);
        connect("a");
        await().until(() -> state("a") == Verdict.ONLINE);
        assertThat(onlyLetter().reason()).startsWith("the stored row device a cannot be read: ");
    }

    @Test
    void spoiltGroupStartsAnew() {
        connect("site/1");
        spoil("INSERT INTO incident_group (name, deadline, body) VALUES ('site', 1, " + SPOILT + "),"
                + " ('other', 1, CAST('{\"name\":\"site\"}' AS BLOB))");
        for (String client : List.of("site/1", "site/2", "site/3")) {
            connect(client);
        }
        for (String client : List.of("site/1", "site/2", "site/3")) {
            drop(client);
        }
        passGrace();

        await().until(() -> open(IncidentKind.GROUP).size() == 1);
        assertThat(letters())
                .extracting(DeadLetter::reason)
                .allMatch(reason -> reason.startsWith("the stored row incident_group "))
                .hasSize(2);
    }

    @Test
    void spoiltBlindSourceStopsNoStart() {
        connect("a");
        spoil("INSERT INTO blind_source (source, body) VALUES ('mqtt', " + SPOILT + "), ('queue', CAST('{}' AS BLOB))");
        engine.sighted(new Sight("mqtt", Sight.State.values()[0], Sight.Carries.CONNECTIONS, START, Optional.empty()))
                .join();
        connect("b");

        assertThat(state("b")).isEqualTo(Verdict.ONLINE);
        assertThat(letters()).extracting(DeadLetter::origin).containsExactly("store", "store");
    }

    @Test
    void spoiltColumnsAreWrittenAnewFromWhatIsHeld() {
        connect("a");
        connect("b");
        spoil("UPDATE device SET state = 'BROKEN' WHERE client_id = 'a'");

        await().until(() -> engine.ledger().devices(DeviceQuery.ALL, 10).total() == 2);
        assertThat(engine.ledger().devices(DeviceQuery.ALL, 10).items())
                .extracting(Presence::state)
                .containsExactly(Verdict.ONLINE, Verdict.ONLINE);
        restart();
        assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.ONLINE, 2L);
    }

    @Test
    void rowsOfNoDeviceAreRemovedAtTheStart() {
        connect("a");
        spoil("INSERT INTO device (client_id, state, sequence, updated_at, last_event, presence, deadline)"
                + " VALUES ('', 'SUSPECT', 0, " + START.toEpochMilli() + ", 0, " + SPOILT + ", 1)");

        await().until(() -> letters().size() == 1);
        assertThat(engine.ledger().devices(DeviceQuery.ALL, 10).items())
                .extracting(Presence::client)
                .containsExactly(new ClientId("a"));
    }

    /** Those that are asked about, those that count towards a storm, and those whose group may have changed. */
    @Test
    void theScansOfTheStartGoOnBehindASpoiltRow() {
        for (String client : List.of("site/1", "site/2", "site/3")) {
            connect(client);
        }
        drop("site/2");
        drop("site/3");
        spoil("UPDATE device SET asking = 1, state = 'SUSPECT', group_name = NULL, presence = " + SPOILT
                + " WHERE client_id = 'site/1'");
        engine.answerWith(effect -> {});
        engine.regroup();
        passGrace();

        await().until(() -> state("site/3") == Verdict.OFFLINE);
        await().until(() -> letters().size() == 1);
        assertThat(state("site/1")).isEqualTo(Verdict.UNKNOWN);
    }

    /** The list is shown before the writer has come round. */
    @Test
    void listsShowASpoiltDeviceAsUnknown() {
        connect("a");
        connect("b");
        spoil("UPDATE device SET presence = " + SPOILT + " WHERE client_id = 'a'");

        assertThat(engine.ledger().devices(DeviceQuery.ALL, 10).items())
                .extracting(Presence::client, Presence::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(new ClientId("a"), Verdict.UNKNOWN),
                        org.assertj.core.groups.Tuple.tuple(new ClientId("b"), Verdict.ONLINE));
        await().until(() -> letters().size() == 1);
        assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.UNKNOWN, 1L);
    }

    @Test
    void spoiltIncidentIsRestoredFromItsLatestEvent() {
        for (String client : List.of("a", "b")) {
            connect(client);
            drop(client);
        }
        passGrace();
        await().until(() -> open(IncidentKind.DEVICE).size() == 2);
        List<IncidentData> before = open(IncidentKind.DEVICE);
        String spoilt = before.get(0).incidentId();
        spoil("UPDATE incident SET body = " + SPOILT + " WHERE incident_id = '" + spoilt + "'");

        assertThat(engine.ledger().incidents(IncidentQuery.ALL, 1).next()).contains(spoilt);
        await().untilAsserted(() -> assertThat(open(IncidentKind.DEVICE)).isEqualTo(before));
        assertThat(onlyLetter().reason()).startsWith("the stored row incident " + spoilt);
    }

    @Test
    void spoiltIncidentOfWhichNoEventIsLeftIsRemoved() {
        connect("a");
        drop("a");
        passGrace();
        await().until(() -> open(IncidentKind.DEVICE).size() == 1);
        spoil("UPDATE incident SET last_event = 999999, body = " + SPOILT);

        await().until(() -> engine.ledger().incidents(IncidentQuery.ALL, 10).total() == 0);
        connect("a");
        await().untilAsserted(() -> assertThat(
                        engine.ledger().incidents(IncidentQuery.ALL, 10).items())
                .extracting(IncidentData::kind)
                .containsExactly(IncidentKind.DEVICE));
    }

    @Test
    void spoiltDecisionsAndAnswersAreLeftOutOfTheList() {
        engine.attach(sink("alerts"), (events, attempt, receipt) -> Receipt.NONE);
        connect("a");
        drop("a");
        passGrace();
        await().until(() -> open(IncidentKind.DEVICE).size() == 1);
        String incident = open(IncidentKind.DEVICE).get(0).incidentId();
        await().until(() -> !engine.ledger().sent(incident, 10).isEmpty());
        spoil("UPDATE decision SET what = 'SPOILT'", "UPDATE sent SET result = 'SPOILT'");

        assertThat(engine.ledger().decisions(new ClientId("a"), 10)).isEmpty();
        assertThat(engine.ledger().sent(incident, 10)).isEmpty();
        await().until(() -> letters().size() >= 2);
    }

    @Test
    void sinksAndStreamsGoOnBehindASpoiltEvent() {
        connect("a");
        connect("b");
        spoil("UPDATE event SET body = " + SPOILT + " WHERE client_id = 'a'", "UPDATE sink SET cursor = 0, reach = 0");
        Queue<String> told = new ConcurrentLinkedQueue<>();
        engine.attach(
                sink("alerts"), (events, attempt, receipt) -> told.addAll(subjects(events)) ? Receipt.NONE : null);
        spoil("UPDATE sink SET cursor = 0, reach = 0");
        engine.attach(
                sink("alerts"), (events, attempt, receipt) -> told.addAll(subjects(events)) ? Receipt.NONE : null);
        engine.attach(
                new Sink("hourly", event -> true, 5, 1, Optional.of(Duration.ofSeconds(1))),
                (events, attempt, receipt) -> Receipt.NONE);
        connect("c");

        await().until(() -> told.contains("b") && told.contains("c"));
        assertThat(told).doesNotContain("a");
        assertThat(engine.ledger().latestEvents(100).events())
                .filteredOn(LoggedEvent::isForAll)
                .extracting(each -> each.event().subject())
                .contains("b", "c")
                .doesNotContain("a");
        assertThat(engine.ledger()
                        .events(new ClientId("a"), Optional.empty(), 10)
                        .items())
                .isEmpty();
        await().until(() -> !letters().isEmpty());
        assertThat(letters()).allSatisfy(letter -> {
            assertThat(letter.reason()).startsWith("the stored row event ");
            assertThat(letter.eventId()).isPresent();
        });
    }

    /** The last event of the log is no reason to look for more without end. */
    @Test
    void sinkComesToTheEndOfTheLogBehindASpoiltEvent() {
        engine.attach(sink("alerts"), (events, attempt, receipt) -> Receipt.NONE);
        connect("a");
        await().until(() -> engine.ledger().sinks().get(0).waiting() == 0);
        spoil("UPDATE event SET body = " + SPOILT, "UPDATE sink SET cursor = 0, reach = 0");
        engine.attach(sink("alerts"), (events, attempt, receipt) -> Receipt.NONE);

        await().until(() -> engine.ledger().sinks().get(0).waiting() == 0);
    }

    @Test
    void sinkBeginsAlthoughWhatWaitsForItIsSpoilt() {
        engine.attach(sink("alerts"), (events, attempt, receipt) -> {
            throw new NotTaken("later", null);
        });
        connect("a");
        connect("b");
        await().until(() -> engine.ledger().sinks().get(0).waiting() >= 2);
        await().until(() -> rows("SELECT count(*) FROM delivery") >= 2);
        spoil(
                "UPDATE event SET body = " + SPOILT + " WHERE client_id = 'a'",
                "INSERT INTO repetition (sink, incident_id, every, body) VALUES ('alerts', 'x', 1000, " + SPOILT + ")",
                "INSERT INTO pairing (sink, incident_id, receipt, opened_at) VALUES ('alerts', 'x', x'ff00', 'never')");
        Queue<String> told = new ConcurrentLinkedQueue<>();
        engine.attach(
                sink("alerts"), (events, attempt, receipt) -> told.addAll(subjects(events)) ? Receipt.NONE : null);
        clock.advance(Duration.ofHours(1));

        await().until(() -> told.contains("b"));
        await().until(() -> rows("SELECT count(*) FROM delivery") + rows("SELECT count(*) FROM repetition") == 0);
        assertThat(letters()).extracting(DeadLetter::reason).anyMatch(reason -> reason.contains("repetition alerts x"));
    }

    /** Edited while the application runs. */
    @Test
    void rowThatIsSpoiltUnderARunningMonitorStopsNothing() throws SQLException {
        connect("a");
        connect("b");
        drop("a");
        execute("UPDATE device SET presence = " + SPOILT + " WHERE client_id = 'a'");
        drop("b");
        connect("a");
        passGrace();

        await().until(() -> state("b") == Verdict.OFFLINE);
        assertThat(state("a")).isEqualTo(Verdict.ONLINE);
        assertThat(letters()).hasSize(1);
    }

    private static Sink sink(String name) {
        return new Sink(name, event -> true, 5, 1, Optional.empty());
    }

    private static List<String> subjects(List<Event> events) {
        return events.stream().map(Event::subject).toList();
    }

    private void connect(String client) {
        clock.advance(Duration.ofMillis(10));
        version++;
        engine.accept(new Signal.Connected(new ClientId(client), clock.instant(), connection()))
                .join();
    }

    private void drop(String client) {
        clock.advance(Duration.ofMillis(10));
        engine.accept(new Signal.Disconnected(
                        new ClientId(client), clock.instant(), connection(), Reason.CONNECTION_LOST))
                .join();
    }

    private Connection connection() {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void passGrace() {
        clock.advance(GRACE.plusSeconds(60));
    }

    private Verdict state(String client) {
        return engine.ledger().device(new ClientId(client)).orElseThrow().state();
    }

    private List<IncidentData> open(IncidentKind kind) {
        return engine.ledger().incidents(IncidentQuery.ALL, 50).items().stream()
                .filter(incident ->
                        incident.kind() == kind && incident.resolvedAt().isEmpty())
                .toList();
    }

    private List<DeadLetter> letters() {
        return engine.ledger()
                .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 100)
                .items();
    }

    private DeadLetter onlyLetter() {
        await().until(() -> !letters().isEmpty());
        assertThat(letters()).hasSize(1);
        assertThat(letters().get(0).origin()).isEqualTo("store");
        return letters().get(0);
    }

    private void restart() {
        engine.close();
        open();
    }

    /** Changes the file while nobody has it open. */
    private void spoil(String... statements) {
        engine.close();
        try {
            execute(statements);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        open();
    }

    private void execute(String... statements) throws SQLException {
        try (java.sql.Connection file = file();
                Statement statement = file.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            for (String each : statements) {
                statement.executeUpdate(each);
            }
        }
    }

    private long rows(String count) throws SQLException {
        try (java.sql.Connection file = file();
                Statement statement = file.createStatement();
                java.sql.ResultSet row = statement.executeQuery(count)) {
            return row.getLong(1);
        }
    }

    private java.sql.Connection file() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("engine.db"));
    }
}
