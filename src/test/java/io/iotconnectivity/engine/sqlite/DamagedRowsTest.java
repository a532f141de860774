package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.LoggedEvent;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged rows: their subjects start afresh, and everything else goes on. On a real file. */
@Timeout(60)
class DamagedRowsTest extends ProductOnAFile {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String SPOILT = "CAST('{\"spoilt\":' AS BLOB)";

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
        spoil("UPDATE device SET incident_case = " + SPOILT + " WHERE client_id = 'a'");

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
    void openIncidentOfADeviceWhoseCaseIsSpoiltIsResolvedWhenTheDeviceIsBack() {
        connect("a");
        drop("a");
        passGrace();
        await().until(() -> open(IncidentKind.DEVICE).size() == 1);
        String incident = open(IncidentKind.DEVICE).get(0).incidentId();
        spoil("UPDATE device SET incident_case = " + SPOILT);

        connect("a");
        await().until(() -> open(IncidentKind.DEVICE).isEmpty());
        assertThat(engine.ledger().incidents(IncidentQuery.ALL, 10).items())
                .extracting(IncidentData::incidentId, IncidentData::resolution)
                .containsExactly(tuple(incident, Optional.of("recovered")));
        assertThat(onlyLetter().clientId()).contains("a");
        restart();
        assertThat(letters()).hasSize(1);
    }

    /** The members of its storm as well, one of which is lost. */
    @Test
    void openIncidentOfAGroupWhoseRowIsSpoiltIsResolvedWhenTheGroupIsCalm() {
        for (String client : List.of("site/1", "site/2", "site/3")) {
            connect(client);
            drop(client);
        }
        passGrace();
        await().until(() -> open(IncidentKind.GROUP).size() == 1);
        String incident = open(IncidentKind.GROUP).get(0).incidentId();
        spoil(
                "UPDATE incident_group SET body = " + SPOILT,
                "UPDATE device SET incident_case = " + SPOILT + " WHERE client_id = 'site/1'");

        for (String client : List.of("site/1", "site/2", "site/3")) {
            connect(client);
        }
        clock.advance(Duration.ofHours(1));
        await().until(() -> open(IncidentKind.GROUP).isEmpty());
        assertThat(engine.ledger().incidents(IncidentQuery.ALL, 10).items())
                .filteredOn(told -> told.kind() == IncidentKind.GROUP)
                .extracting(IncidentData::incidentId, IncidentData::resolution)
                .containsExactly(tuple(incident, Optional.of("recovered")));
        assertThat(letters()).hasSize(2);
    }

    @Test
    void openIncidentOfABlindSourceWhoseRowIsSpoiltIsResolvedWhenItSees() {
        engine.sighted(sight(Sight.State.AWAY)).join();
        spoil("UPDATE blind_source SET body = " + SPOILT);

        engine.sighted(sight(Sight.State.SEES)).join();
        assertThat(open(IncidentKind.BLIND)).isEmpty();
        assertThat(engine.ledger().incidents(IncidentQuery.ALL, 10).items()).hasSize(1);
    }

    private Sight sight(Sight.State state) {
        return new Sight("mqtt", state, Sight.Carries.CONNECTIONS, clock.instant(), Optional.empty());
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
    void spoiltGroupOfADeviceIsFoundAnew() {
        connect("site/1");
        connect("site/2");
        spoil("UPDATE device SET group_name = 'elsewhere' WHERE client_id = 'site/1'");
        engine.regroup();

        await().until(() -> engine.ledger().groups(10).equals(List.of(new GroupCount("site", 2, 0))));
        restart();
        assertThat(engine.ledger().groups(10)).containsExactly(new GroupCount("site", 2, 0));
    }

    @Test
    void rowsOfNoDeviceAreRemovedAtTheStart() {
        connect("a");
        spoil("INSERT INTO device (client_id, presence, last_event, sequence, past_deadlines) VALUES ('', " + SPOILT
                + ", 0, 0, 0)");

        await().until(() -> letters().size() == 1);
        assertThat(engine.ledger().devices(DeviceQuery.ALL, 10).items())
                .extracting(Presence::client)
                .containsExactly(new ClientId("a"));
        restart();
        assertThat(letters()).hasSize(1);
    }

    /** Devices that are asked about, that count towards a storm, or whose group may have changed. */
    @Test
    void theScansOfTheStartGoOnBehindASpoiltRow() {
        for (String client : List.of("site/1", "site/2", "site/3")) {
            connect(client);
        }
        drop("site/2");
        drop("site/3");
        spoil("UPDATE device SET group_name = NULL, presence = " + SPOILT + " WHERE client_id = 'site/1'");
        engine.answerWith(effect -> {});
        engine.regroup();
        passGrace();

        await().until(() -> state("site/3") == Verdict.OFFLINE);
        await().until(() -> letters().size() == 1);
        assertThat(state("site/1")).isEqualTo(Verdict.UNKNOWN);
    }

    /** The list is served before the writer gets to the row. */
    @Test
    void listsShowASpoiltDeviceAsUnknown() {
        connect("a");
        connect("b");
        spoil("UPDATE device SET presence = " + SPOILT + " WHERE client_id = 'a'");

        assertThat(engine.ledger().devices(DeviceQuery.ALL, 10).items())
                .extracting(Presence::client, Presence::state)
                .containsExactly(tuple(new ClientId("a"), Verdict.UNKNOWN), tuple(new ClientId("b"), Verdict.ONLINE));
        await().until(() -> letters().size() == 1);
        assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.UNKNOWN, 1L);
    }

    /** Otherwise its deadline would be processed again for ever, one transaction each time. */
    @Test
    void deadlineThatContradictsItsGroupIsWrittenAnew() throws SQLException {
        for (String client : List.of("site/1", "site/2", "site/3")) {
            connect(client);
            drop(client);
        }
        passGrace();
        await().until(() -> open(IncidentKind.GROUP).size() == 1);
        connect("site/1");
        connect("site/2");
        long before = number("SELECT deadline FROM incident_group WHERE name = 'site'");
        spoil("UPDATE incident_group SET deadline = 1 WHERE deadline IS NOT NULL AND name = 'site'");

        await().until(() -> meters.get("iotc.damaged.rows").counter().count() == 1);
        assertThat(number("SELECT deadline FROM incident_group WHERE name = 'site'"))
                .isEqualTo(before)
                .isGreaterThan(1);
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
        spoil("UPDATE decision_block SET body = " + SPOILT, "UPDATE sent SET result = 'SPOILT'");

        assertThat(engine.ledger().decisions(new ClientId("a"), 10)).isEmpty();
        assertThat(engine.ledger().sent(incident, 10)).isEmpty();
        await().until(() -> letters().size() >= 2);
    }

    @Test
    void spoiltDecisionCostsNoOther() throws SQLException {
        connect("a");
        connect("b");
        drop("a");
        drop("b");
        passGrace();
        await().until(() -> open(IncidentKind.DEVICE).size() == 2);
        connect("a");
        await().until(() -> decided("a").size() == 2);
        engine.close();
        try (java.sql.Connection file = database()) {
            StoredLog.spoilDecisions(
                    file,
                    decision ->
                            decision.client().equals(new ClientId("a")) && decision.what() == Decision.What.RESOLVED);
        }
        open();

        assertThat(decided("a")).containsExactly(Decision.What.OPENED);
        assertThat(decided("b")).containsExactly(Decision.What.OPENED);
        await().untilAsserted(() -> assertThat(onlyLetter().clientId()).contains("a"));
        assertThat(decided("a")).containsExactly(Decision.What.OPENED);
        drop("a");
        passGrace();
        await().untilAsserted(
                        () -> assertThat(decided("a")).containsExactly(Decision.What.OPENED, Decision.What.OPENED));
        onlyLetter();
    }

    private List<Decision.What> decided(String client) {
        return engine.ledger().decisions(new ClientId(client), 10).stream()
                .map(Decision::what)
                .toList();
    }

    @Test
    void sinksAndStreamsGoOnBehindASpoiltEvent() {
        connect("a");
        connect("b");
        spoilEvents(event -> event.subject().equals("a"));
        spoil("UPDATE sink SET cursor = 0, reach = 0");
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

    /** The last event of the log must not cause an endless search for more. */
    @Test
    void sinkComesToTheEndOfTheLogBehindASpoiltEvent() {
        engine.attach(sink("alerts"), (events, attempt, receipt) -> Receipt.NONE);
        connect("a");
        await().until(() -> engine.ledger().sinks().get(0).waiting() == 0);
        spoilEvents(event -> true);
        spoil("UPDATE sink SET cursor = 0, reach = 0");
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
        await().until(() -> number("SELECT count(*) FROM delivery") >= 2);
        spoilEvents(event -> event.subject().equals("a"));
        spoil(
                "INSERT INTO repetition (sink, incident_id, every, body) VALUES ('alerts', 'x', 1000, " + SPOILT + ")",
                "INSERT INTO pairing (sink, incident_id, receipt, opened_at) VALUES ('alerts', 'x', x'ff00', 'never')");
        Queue<String> told = new ConcurrentLinkedQueue<>();
        engine.attach(
                sink("alerts"), (events, attempt, receipt) -> told.addAll(subjects(events)) ? Receipt.NONE : null);
        clock.advance(Duration.ofHours(1));

        await().until(() -> told.contains("b"));
        await().until(() -> number("SELECT count(*) FROM delivery") + number("SELECT count(*) FROM repetition") == 0);
        assertThat(letters()).extracting(DeadLetter::reason).anyMatch(reason -> reason.contains("repetition alerts x"));
    }

    /** Edited while the application runs, which does not read the row again until it restarts. */
    @Test
    void rowThatIsSpoiltUnderARunningMonitorStopsNothing() throws SQLException {
        connect("a");
        connect("b");
        connect("c");
        drop("a");
        execute("UPDATE device SET presence = " + SPOILT + " WHERE client_id IN ('a', 'c')");
        drop("b");
        connect("a");
        passGrace();

        await().until(() -> state("b") == Verdict.OFFLINE);
        assertThat(state("a")).isEqualTo(Verdict.ONLINE);
        assertThat(state("c")).isEqualTo(Verdict.ONLINE);
        assertThat(letters()).isEmpty();
        restart();
        assertThat(onlyLetter().reason()).startsWith("the stored row device c cannot be read: ");
        assertThat(state("a")).as("it was written anew").isEqualTo(Verdict.ONLINE);
        assertThat(state("c")).isEqualTo(Verdict.UNKNOWN);
        restart();
        assertThat(state("c")).isEqualTo(Verdict.UNKNOWN);
        assertThat(letters()).hasSize(1);
    }

    /** More than the queue of reports, or a batch, can hold. */
    @Test
    void everySpoiltDeviceOfManyIsKeptAsADeadLetter() throws SQLException {
        connect("a");
        connect("b");
        spoil("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) INSERT INTO device"
                + " (client_id, presence, last_event, sequence, past_deadlines) SELECT 's' || i, " + SPOILT
                + ", 0, 0, 0 FROM n");
        connect("s1");

        await().until(() -> number("SELECT count(*) FROM dead_letter") == 1500);
        assertThat(state("s1")).isEqualTo(Verdict.ONLINE);
        restart();
        assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.UNKNOWN, 1499L);
        assertThat(number("SELECT count(*) FROM dead_letter")).isEqualTo(1500);
    }

    private static Sink sink(String name) {
        return new Sink(name, event -> true, 5, 1, Optional.empty());
    }

    private static List<String> subjects(List<Event> events) {
        return events.stream().map(Event::subject).toList();
    }

    private void passGrace() {
        clock.advance(GRACE.plusSeconds(60));
    }

    private DeadLetter onlyLetter() {
        await().until(() -> !letters().isEmpty());
        assertThat(letters()).hasSize(1);
        assertThat(letters().get(0).origin()).isEqualTo("store");
        return letters().get(0);
    }

    /** Changes the file while it is closed. */
    private void spoil(String... statements) {
        engine.close();
        try {
            execute(statements);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        open();
    }

    /** Damages matching events in the log while the file is closed. */
    private void spoilEvents(Predicate<Event> which) {
        engine.close();
        try (java.sql.Connection file = database()) {
            StoredLog.spoil(file, which);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        open();
    }
}
