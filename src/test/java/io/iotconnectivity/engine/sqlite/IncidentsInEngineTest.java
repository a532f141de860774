package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Lately;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine makes of what the rules about incidents answer, on a real file; the rules are told what to answer. */
class IncidentsInEngineTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path directory;

    private final HandClock clock = new HandClock(START);
    private final Script script = new Script();
    private Rules rules = new SimpleRules();
    private volatile CrashPoint.Watch watch = CrashPoint.Watch.NONE;
    private SqliteEngine engine;

    @BeforeEach
    void open() {
        engine = SqliteEngine.open(
                new EngineSettings(
                        directory.resolve("engine.db"),
                        Duration.ofDays(30),
                        Duration.ofDays(1),
                        Duration.ofDays(30),
                        Duration.ZERO),
                (before, signal, now) -> rules.step(before, signal, now),
                script,
                new CloudEvents("iot-connectivity/test"),
                clock,
                new SimpleMeterRegistry(),
                point -> watch.passed(point));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void incidentIsToldAfterTheEventThatBroughtItAboutAndStoredTogetherWithIt() {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Queue<Boolean> storedWithIt = new ConcurrentLinkedQueue<>();
        engine.attach(new Sink("log", event -> true, 5, 1, Optional.empty()), (events, attempt, receipt) -> {
            Event event = events.get(0);
            told.add(event.type().shortName() + " " + event.subject());
            if (event.type() == EventType.DEVICE_OFFLINE) {
                storedWithIt.add(engine.ledger().incident("a").isPresent());
            }
            return Receipt.NONE;
        });
        goesOffline("a");
        accept(connected("a", 2));

        await().untilAsserted(() -> assertThat(told)
                .containsExactly(
                        "device.signal a",
                        "device.offline a",
                        "incident.opened device/a",
                        "device.online a",
                        "incident.resolved device/a"));
        assertThat(storedWithIt).containsExactly(true);
    }

    @Test
    void eventsOfAnIncidentAreAChainOfTheirOwn() throws Exception {
        goesOffline("a");
        accept(connected("a", 2));
        assertThat(engine.ledger()
                        .events(new ClientId("a"), Optional.empty(), 10)
                        .items())
                .extracting(Event::id)
                .containsExactly("a-000003", "a-000002", "a-000001");
        engine.close();

        List<String> rows = new ArrayList<>();
        try (java.sql.Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("engine.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT e.event_id, e.client_id, p.event_id FROM event e"
                        + " LEFT JOIN event p ON p.seq = e.previous ORDER BY e.seq")) {
            while (row.next()) {
                rows.add(row.getString(1) + " of " + row.getString(2) + " after " + row.getString(3));
            }
        }
        assertThat(rows)
                .containsExactly(
                        "a-000001 of a after null",
                        "a-000002 of a after a-000001",
                        "a-1 of device/a after null",
                        "a-000003 of a after a-000002",
                        "a-2 of device/a after a-1");
        open();
    }

    @Test
    void incidentIsReadAsItsLatestEventTellsOfIt() {
        goesOffline("a");
        assertThat(engine.ledger().incident("a").orElseThrow().status()).isEqualTo(IncidentStatus.OPEN);
        close();
        open();
        accept(connected("a", 2));

        assertThat(engine.ledger().incident("a")).hasValueSatisfying(incident -> {
            assertThat(incident.status()).isEqualTo(IncidentStatus.RESOLVED);
            assertThat(incident.resolution()).contains("recovered");
            assertThat(incident.sequence()).isEqualTo(2);
        });
        assertThat(engine.ledger().incident("b")).isEmpty();
    }

    @Test
    void incidentsAreListedNewestFirstPageByPage() {
        for (String client : List.of("i1", "i2", "i3", "i4", "i5")) {
            accept(disconnected(client, 1));
        }
        clock.advance(SimpleRules.GRACE);
        await().until(() -> incidents(Optional.empty(), Optional.empty(), Optional.empty(), 9)
                        .total()
                == 5);
        accept(connected("i2", 2));
        accept(connected("i4", 2));

        Page<IncidentData> first = engine.ledger().incidents(IncidentQuery.ALL, 2);
        assertThat(ids(first)).containsExactly("i5", "i4");
        assertThat(first.total()).isEqualTo(5);
        Page<IncidentData> rest = incidents(Optional.empty(), Optional.empty(), first.next(), 10);
        assertThat(ids(rest)).containsExactly("i3", "i2", "i1");
        assertThat(rest.next()).isEmpty();
        assertThat(ids(incidents(Optional.of(IncidentStatus.OPEN), Optional.empty(), Optional.empty(), 10)))
                .containsExactly("i5", "i3", "i1");
        assertThat(ids(incidents(
                        Optional.of(IncidentStatus.RESOLVED), Optional.of(IncidentKind.DEVICE), Optional.of("i4"), 10)))
                .containsExactly("i2");
        assertThat(ids(incidents(Optional.empty(), Optional.of(IncidentKind.GROUP), Optional.empty(), 10)))
                .isEmpty();
    }

    @Test
    void decisionsAreListedNewestFirstAndOutliveARestart() {
        script.onEvent = (event, cases, now) -> new Outcome(
                List.of(),
                List.of(new Decision(
                        new ClientId(event.subject()), now, Decision.What.NOTHING, Optional.of("x"), event.id())),
                List.of());
        for (int i = 1; i <= 3; i++) {
            accept(connected("a", i));
            accept(connected("b", i));
        }
        close();
        open();

        assertThat(engine.ledger().decisions(new ClientId("a"), 2))
                .containsExactly(
                        new Decision(new ClientId("a"), START, Decision.What.NOTHING, Optional.of("x"), "a-000003"),
                        new Decision(new ClientId("a"), START, Decision.What.NOTHING, Optional.of("x"), "a-000002"));
    }

    @Test
    void whatARuleHasReplacedTheNextOneSees() {
        Queue<Optional<String>> seen = new ConcurrentLinkedQueue<>();
        script.onEvent = (event, cases, now) -> {
            ClientId client = new ClientId(event.subject());
            seen.add(cases.device(client).ended());
            cases.put(held(client, event.id(), Optional.of("site"), Optional.empty()));
            assertThat(cases.device(client).ended()).contains(event.id());
            assertThat(cases.stormMembers("site")).contains(client);
            return Outcome.NONE;
        };
        CompletableFuture.allOf(
                        engine.accept(connected("a", 1)),
                        engine.accept(connected("a", 2)),
                        engine.accept(connected("b", 1)))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        close();
        open();
        script.onEvent = (event, cases, now) -> {
            seen.add(cases.device(new ClientId("a")).ended());
            assertThat(cases.stormMembers("site")).containsExactly(new ClientId("a"), new ClientId("b"));
            assertThat(cases.stormMembers("other")).isEmpty();
            cases.put(DeviceCase.none(new ClientId("a")));
            assertThat(cases.stormMembers("site")).containsExactly(new ClientId("b"));
            assertThat(cases.verdict(new ClientId("b"))).isEqualTo(Verdict.ONLINE);
            assertThat(cases.verdict(new ClientId("x"))).isEqualTo(Verdict.UNKNOWN);
            return Outcome.NONE;
        };
        accept(connected("c", 1));

        assertThat(seen)
                .containsExactly(Optional.empty(), Optional.of("a-000001"), Optional.empty(), Optional.of("a-000002"));
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void deadlinesOfCasesComeAfterARestartAndNotBefore() {
        Instant deadline = START.plus(Duration.ofMinutes(10));
        ClientId client = new ClientId("a");
        DeviceCase device = held(client, "x", Optional.empty(), Optional.of(deadline));
        GroupCase group = new GroupCase(
                "site",
                Optional.empty(),
                Optional.of(new GroupCase.Flaps(3, START)),
                List.of(),
                Optional.empty(),
                Optional.of(deadline));
        script.onEvent = (event, cases, now) -> {
            cases.put(device);
            cases.put(group);
            return Outcome.NONE;
        };
        accept(connected("a", 1));
        script.onEvent = (event, cases, now) -> Outcome.NONE;
        script.onDevice = (asked, cases, now) -> {
            assertThat(cases.device(asked)).isEqualTo(device);
            cases.put(DeviceCase.none(asked));
            return new Outcome(List.of(SampleIncidents.opened("of the device", now)), List.of(), List.of());
        };
        script.onGroup = (asked, cases, now) -> {
            assertThat(cases.group(asked)).isEqualTo(group);
            cases.put(GroupCase.none(asked));
            return new Outcome(List.of(SampleIncidents.opened("of the group", now)), List.of(), List.of());
        };
        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        close();
        open();
        accept(connected("b", 1));
        accept(connected("c", 1));
        assertThat(script.asked).isEmpty();

        clock.advance(Duration.ofMillis(1));

        await().untilAsserted(() -> assertThat(ids(engine.ledger().incidents(IncidentQuery.ALL, 10)))
                .containsExactly("of the group", "of the device"));
        close();
        open();
        accept(connected("b", 2));
        accept(connected("c", 2));
        assertThat(script.asked).containsExactlyInAnyOrder("device a", "group site");
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void deadlineThatItsRulesDoNotMoveOnIsAskedAboutOnce() {
        script.onEvent = (event, cases, now) -> {
            cases.put(held(new ClientId(event.subject()), "x", Optional.empty(), Optional.of(now)));
            cases.put(new GroupCase(
                    event.subject(),
                    Optional.empty(),
                    Optional.of(new GroupCase.Flaps(1, now)),
                    List.of(),
                    Optional.empty(),
                    Optional.of(now)));
            return Outcome.NONE;
        };
        accept(connected("a", 1));
        await().until(() -> script.asked.size() >= 2);
        clock.advance(Duration.ofMinutes(1));
        script.onEvent = (event, cases, now) -> Outcome.NONE;
        close();
        open();
        clock.advance(Duration.ofMinutes(1));
        accept(connected("b", 1));
        accept(connected("b", 2));

        assertThat(script.asked).containsExactly("device a", "group a");
    }

    @Test
    void batchThatFailsAndIsWrittenAgainGivesTheSame() {
        CountDownLatch firstIsUnderWay = new CountDownLatch(1);
        CountDownLatch allAreWaiting = new CountDownLatch(1);
        AtomicInteger commits = new AtomicInteger();
        watch = point -> {
            if (point == CrashPoint.BEFORE_COMMIT) {
                int commit = commits.incrementAndGet();
                if (commit == 1) {
                    firstIsUnderWay.countDown();
                    waitFor(allAreWaiting);
                } else if (commit == 2) {
                    throw new IllegalStateException("not this time");
                }
            }
        };
        script.onEvent = (event, cases, now) -> {
            ClientId client = new ClientId(event.subject());
            int before = cases.device(client).lately().drops().size();
            cases.put(withDrops(client, before + 1));
            return new Outcome(
                    List.of(
                            before == 0
                                    ? SampleIncidents.opened(client.value(), now)
                                    : SampleIncidents.updated(client.value(), before + 1, now)),
                    List.of(new Decision(client, now, Decision.What.NOTHING, Optional.empty(), before + "")),
                    List.of());
        };
        List<CompletableFuture<Void>> all = new ArrayList<>();
        all.add(engine.accept(connected("first", 1)));
        waitFor(firstIsUnderWay);
        for (int i = 1; i <= 3; i++) {
            all.add(engine.accept(connected("a", i)));
            all.add(engine.accept(connected("b", i)));
        }
        allAreWaiting.countDown();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();

        assertThat(commits.get()).isGreaterThan(2);
        for (String client : List.of("a", "b")) {
            assertThat(engine.ledger().decisions(new ClientId(client), 10))
                    .extracting(Decision::text)
                    .containsExactly("2", "1", "0");
            assertThat(engine.ledger().incident(client).orElseThrow().sequence())
                    .isEqualTo(3);
        }
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void stepThatTheRulesFailOnChangesNothingAboutIncidentsAndTheDevicesOwnStands() {
        script.onEvent = (event, cases, now) -> {
            ClientId client = new ClientId(event.subject());
            cases.put(held(client, event.id(), Optional.of("site"), Optional.empty()));
            cases.put(new GroupCase(
                    "site",
                    Optional.empty(),
                    Optional.of(new GroupCase.Flaps(1, now)),
                    List.of(),
                    Optional.empty(),
                    Optional.empty()));
            throw new IllegalStateException("cannot decide");
        };
        accept(connected("a", 1));
        Queue<Boolean> none = new ConcurrentLinkedQueue<>();
        script.onEvent = (event, cases, now) -> {
            none.add(cases.device(new ClientId("a")).isNone());
            none.add(cases.group("site").isNone());
            none.add(cases.stormMembers("site").isEmpty());
            return new Outcome(List.of(SampleIncidents.opened("next", now)), List.of(), List.of());
        };
        accept(connected("a", 2));

        assertThat(none).containsExactly(true, true, true);
        assertThat(engine.ledger().incident("next")).isPresent();
        assertThat(engine.ledger().device(new ClientId("a")).orElseThrow().sequence())
                .isEqualTo(2);
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.direction()).isEqualTo("in");
            assertThat(letter.origin()).isEqualTo("incidents");
            assertThat(letter.clientId()).contains("a");
            assertThat(letter.eventId()).contains("a-000001");
            assertThat(letter.reason()).contains("cannot decide");
        });
    }

    @Test
    void rulesThatOverflowTheStackOrAnswerNonsenseFailOnTheirStepOnly() {
        script.onEvent = (event, cases, now) -> {
            if (event.subject().equals("deep")) {
                return overflow(0) > 0 ? Outcome.NONE : null;
            }
            // An event that is about no incident.
            return new Outcome(List.of(event), List.of(), List.of());
        };
        accept(connected("deep", 1));
        accept(connected("odd", 1));

        assertThat(deadLetters())
                .extracting(letter -> letter.clientId().orElseThrow())
                .containsExactly("odd", "deep");
        assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.ONLINE, 2L);
    }

    @Test
    void deadlineThatTheRulesFailOnIsADeadLetterOnce() {
        script.onEvent = (event, cases, now) -> {
            cases.put(held(new ClientId(event.subject()), "x", Optional.empty(), Optional.of(now)));
            cases.put(new GroupCase(
                    "site",
                    Optional.empty(),
                    Optional.of(new GroupCase.Flaps(1, now)),
                    List.of(),
                    Optional.empty(),
                    Optional.of(now)));
            return Outcome.NONE;
        };
        script.onDevice = (client, cases, now) -> {
            throw new IllegalStateException("no idea of a device");
        };
        script.onGroup = (group, cases, now) -> {
            throw new IllegalStateException("no idea of a group");
        };
        accept(connected("a", 1));
        await().until(() -> deadLetters().size() >= 2);
        script.onEvent = (event, cases, now) -> Outcome.NONE;
        clock.advance(Duration.ofMinutes(5));
        close();
        open();
        accept(connected("b", 1));
        accept(connected("b", 2));

        assertThat(deadLetters())
                .extracting(DeadLetter::reason)
                .satisfiesExactly(
                        group -> assertThat(group).contains("no idea of a group"),
                        device -> assertThat(device).contains("no idea of a device"));
        assertThat(script.asked).containsExactly("device a", "group site");
    }

    @Test
    void rulesThatAnswerEachOtherWithoutEndAreStopped() {
        rules = (before, signal, now) -> new SimpleRules()
                .step(
                        before,
                        signal instanceof Signal.Marked
                                ? new Signal.Connected(signal.client(), now, Connection.UNKNOWN)
                                : signal,
                        now);
        script.onEvent = (event, cases, now) -> new Outcome(
                List.of(),
                List.of(),
                List.of(new Signal.Marked(new ClientId(event.subject()), now, Overlay.FLAPPING, true)));
        accept(connected("a", 1));
        accept(connected("b", 1));

        assertThat(deadLetters())
                .extracting(letter -> letter.clientId().orElseThrow())
                .containsExactly("b", "a");
        assertThat(deadLetters())
                .allSatisfy(letter -> assertThat(letter.reason()).contains("without end"));
        assertThat(engine.ledger().device(new ClientId("a")).orElseThrow().state())
                .isEqualTo(Verdict.ONLINE);
    }

    @Test
    void moreCasesThanOneBatchTakesAreAllAskedAbout() {
        script.onEvent = (event, cases, now) -> {
            cases.put(held(new ClientId(event.subject()), "x", Optional.empty(), Optional.of(START.plusSeconds(60))));
            return Outcome.NONE;
        };
        CompletableFuture.allOf(IntStream.range(0, 700)
                        .mapToObj(i -> engine.accept(connected("d" + i, 1)))
                        .toArray(CompletableFuture[]::new))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        script.onDevice = (client, cases, now) -> {
            cases.put(DeviceCase.none(client));
            return Outcome.NONE;
        };
        clock.advance(Duration.ofSeconds(60));

        await().until(() -> script.asked.size() >= 700);
        assertThat(script.asked).doesNotHaveDuplicates().hasSize(700);
    }

    @Test
    void recorderThatFailsChangesNothing() {
        engine.recordWith(committed -> {
            throw new IllegalStateException("disk full");
        });
        Queue<String> told = new ConcurrentLinkedQueue<>();
        engine.attach(new Sink("log", event -> true, 5, 1, Optional.empty()), (events, attempt, receipt) -> {
            told.add(events.get(0).id());
            return Receipt.NONE;
        });
        accept(connected("a", 1));
        accept(connected("a", 2));

        await().untilAsserted(() -> assertThat(told).containsExactly("a-000001", "a-000002"));
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void rulesThatBreakTheEngineAreSeenAtItsHealthAndNobodyWaitsForEver() {
        script.onEvent = (event, cases, now) -> {
            throw new NoClassDefFoundError("half an update");
        };
        CompletableFuture<Void> accepted = engine.accept(connected("a", 1));

        await().until(accepted::isCompletedExceptionally);
        assertThat(engine.health().problem().orElseThrow())
                .contains("half an update")
                .contains("restart");
        await().until(() -> engine.accept(connected("a", 2)).isCompletedExceptionally());
    }

    @Test
    void whatIsOldAndOverIsPruned() throws Exception {
        engine.attach(
                new Sink("tickets", event -> event.incident().isPresent(), 5, 4, Optional.empty()),
                (events, attempt, receipt) -> Receipt.NONE);
        Script.Rule<Event> usual = script.onEvent;
        script.onEvent = (event, cases, now) -> new Outcome(
                usual.of(event, cases, now).events(),
                List.of(new Decision(
                        new ClientId(event.subject()), now, Decision.What.NOTHING, Optional.empty(), event.id())),
                List.of());
        engine.silence(new Silence(
                        "s",
                        Optional.of(ClientPattern.of(".*")),
                        Optional.empty(),
                        START,
                        START.plusSeconds(600),
                        "ann",
                        "works"))
                .join();
        goesOffline("over");
        accept(connected("over", 2));
        goesOffline("open");
        await().until(() -> engine.ledger().sent("over", 10).size() == 2);

        clock.advance(Duration.ofDays(29));
        prune();
        assertThat(engine.ledger().incident("over")).isPresent();
        assertThat(engine.ledger().decisions(new ClientId("over"), 10)).hasSize(3);
        assertThat(engine.ledger().sent("over", 10)).hasSize(2);

        clock.advance(Duration.ofDays(2));
        prune();
        assertThat(engine.ledger().incident("over")).isEmpty();
        assertThat(engine.ledger().incident("open")).isPresent();
        assertThat(engine.ledger().decisions(new ClientId("over"), 10)).isEmpty();
        assertThat(engine.ledger().sent("over", 10)).isEmpty();
        engine.close();
        try (java.sql.Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("engine.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM silence")) {
            row.next();
            assertThat(row.getInt(1)).isZero();
        }
        open();
        accept(connected("open", 3));
        assertThat(engine.ledger().incident("open").orElseThrow().status()).isEqualTo(IncidentStatus.RESOLVED);
    }

    /** Gives the pruner its time, and waits until it has had it. */
    private void prune() {
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(2));
            accept(new Signal.SignOfLife(new ClientId("other"), clock.instant()));
        }
    }

    private void goesOffline(String client) {
        accept(disconnected(client, 1));
        clock.advance(SimpleRules.GRACE);
        await().until(() ->
                engine.ledger().device(new ClientId(client)).orElseThrow().state() == Verdict.OFFLINE);
    }

    private void accept(Signal signal) {
        engine.accept(signal).orTimeout(10, TimeUnit.SECONDS).join();
    }

    private List<DeadLetter> deadLetters() {
        return engine.ledger()
                .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 100)
                .items();
    }

    private Page<IncidentData> incidents(
            Optional<IncidentStatus> status, Optional<IncidentKind> kind, Optional<String> before, int limit) {
        return engine.ledger().incidents(new IncidentQuery(status, kind, before), limit);
    }

    private static List<String> ids(Page<IncidentData> page) {
        return page.items().stream().map(IncidentData::incidentId).toList();
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DeviceCase held(ClientId client, String mark, Optional<String> storm, Optional<Instant> deadline) {
        return new DeviceCase(
                client,
                Optional.empty(),
                Optional.empty(),
                storm,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Lately.NOTHING,
                Optional.empty(),
                Optional.of(mark),
                Optional.empty(),
                deadline);
    }

    private static DeviceCase withDrops(ClientId client, int count) {
        List<Instant> drops =
                IntStream.range(0, count).mapToObj(START::plusSeconds).toList();
        return new DeviceCase(
                client,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Lately(drops, List.of(), List.of(), List.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Signal connected(String client, long second) {
        return new Signal.Connected(new ClientId(client), START.plusSeconds(second), Connection.UNKNOWN);
    }

    private static Signal disconnected(String client, long second) {
        return new Signal.Disconnected(
                new ClientId(client), START.plusSeconds(second), Connection.UNKNOWN, Reason.CONNECTION_LOST);
    }

    /** Answers what the test says; unless it does, that a device is offline opens an incident, and that it is back ends it. */
    private static final class Script extends NoIncidents {
        volatile Rule<Event> onEvent = (event, cases, now) -> {
            if (event.type() == EventType.DEVICE_OFFLINE) {
                return new Outcome(List.of(SampleIncidents.opened(event.subject(), now)), List.of(), List.of());
            }
            boolean back = event.device().orElseThrow().previousState() == Verdict.OFFLINE;
            return back
                    ? new Outcome(List.of(SampleIncidents.resolved(event.subject(), 2, now)), List.of(), List.of())
                    : Outcome.NONE;
        };
        volatile Rule<ClientId> onDevice = (client, cases, now) -> Outcome.NONE;
        volatile Rule<String> onGroup = (group, cases, now) -> Outcome.NONE;
        /** Whose deadlines have come. */
        final Queue<String> asked = new ConcurrentLinkedQueue<>();

        interface Rule<T> {
            Outcome of(T what, Cases cases, Instant now);
        }

        @Override
        public Outcome on(Event event, Cases cases, Instant now) {
            return onEvent.of(event, cases, now);
        }

        @Override
        public Outcome due(ClientId client, Cases cases, Instant now) {
            asked.add("device " + client.value());
            return onDevice.of(client, cases, now);
        }

        @Override
        public Outcome due(String group, Cases cases, Instant now) {
            asked.add("group " + group);
            return onGroup.of(group, cases, now);
        }
    }
}
