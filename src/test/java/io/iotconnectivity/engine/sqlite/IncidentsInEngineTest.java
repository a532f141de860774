package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineContract;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.engine.ScriptedIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Coverage;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.Lately;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Signal;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How incidents stand in the file, and what is left of them when a write fails and when they are old. */
class IncidentsInEngineTest extends EngineContract implements OnSqlite {
    private final ScriptedIncidents script = new ScriptedIncidents();
    private volatile CrashPoint.Watch watch = CrashPoint.Watch.NONE;

    @Override
    public CrashPoint.Watch watch() {
        return watch;
    }

    @Override
    protected Engine open() {
        return open(new SimpleRules(), script);
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
                DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("engine.db"))) {
            Map<Long, String> ids = new HashMap<>();
            for (StoredLog.Row row : StoredLog.rows(connection)) {
                ids.put(row.entry().seq(), row.event().id());
                rows.add(row.event().id() + " of " + row.event().subject() + " after "
                        + ids.get(row.entry().previous()));
            }
        }
        assertThat(rows)
                .containsExactly(
                        "a-000001 of a after null",
                        "a-000002 of a after a-000001",
                        "a-1 of device/a after null",
                        "a-000003 of a after a-000002",
                        "a-2 of device/a after a-1");
        engine = open();
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
                .orTimeout(60, TimeUnit.SECONDS)
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
    void whatIsOldAndOverIsPruned() throws Exception {
        engine.attach(
                new Sink("tickets", event -> event.incident().isPresent(), 5, 4, Optional.empty()),
                (events, attempt, receipt) -> Receipt.NONE);
        ScriptedIncidents.Rule<Event> usual = script.onEvent;
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
        engine = open();
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

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DeviceCase withDrops(ClientId client, int count) {
        List<Instant> drops =
                IntStream.range(0, count).mapToObj(START::plusSeconds).toList();
        return new DeviceCase(
                client,
                Coverage.WELL,
                Optional.empty(),
                Optional.empty(),
                new Lately(drops, List.of(), List.of(), List.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
