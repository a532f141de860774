package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteViewTest {
    private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");
    private static final ClientId PUMP = new ClientId("pump-1");
    private static final ViewPartition PARTITION = new ViewPartition("events", 0);
    private static final CloudEvents JSON = new CloudEvents("test");

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock(START);
    private final EventCodec events = new EventCodec();
    private final PresenceCodec presences = new PresenceCodec();
    private final SimpleRules rules = new SimpleRules();
    private Presence pump = Presence.unseen(PUMP);

    @AutoClose
    private SqliteView view;

    @BeforeEach
    void openFirst() {
        view = open(CrashPoint.Watch.NONE, offsets -> Optional.empty());
    }

    private SqliteView open(CrashPoint.Watch watch, Function<Map<ViewPartition, Long>, Optional<String>> useless) {
        return SqliteView.open(
                settings(), new NoIncidents(), JSON, clock, new SimpleMeterRegistry(), useless, Map::of, watch);
    }

    private EngineSettings settings() {
        return EngineSettings.of(folder.resolve("view.db"));
    }

    private void reopen() {
        view.close();
        view = open(CrashPoint.Watch.NONE, offsets -> Optional.empty());
    }

    private Step step(Signal signal) {
        Step step = rules.step(pump, signal, clock.instant());
        pump = step.after();
        return step;
    }

    private Step connects(long version) {
        return step(new Signal.Connected(PUMP, clock.instant(), connection(version)));
    }

    private void drops(long version) {
        step(new Signal.Disconnected(PUMP, clock.instant(), connection(version), Reason.CONNECTION_LOST));
    }

    /** The device drops and stays away. */
    private Event goesOffline(long version) {
        drops(version);
        clock.advance(Duration.ofHours(1));
        return step(new Signal.TimerDue(PUMP, clock.instant())).events().get(0);
    }

    private static Connection connection(long version) {
        return new Connection(
                OptionalLong.of(version), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void apply(SqliteView.Change change) {
        view.apply(change).join();
    }

    private void add(ViewTransaction to, Event event) throws SQLException {
        to.event(events.write(event), Optional.empty(), Optional.empty());
    }

    private void addPump() {
        apply(to -> to.device(pump, presences.write(pump), Optional.empty()));
    }

    private List<EventType> told() {
        return view.ledger().events(PUMP, Optional.empty(), 10).items().stream()
                .map(Event::type)
                .toList();
    }

    private List<String> log() {
        return view.ledger().latestEvents(100).events().stream()
                .map(logged -> logged.event().id())
                .toList();
    }

    @Test
    void eventsAndDecisionsThatComeBeforeTheirDeviceAreFoundWithIt() {
        connects(1);
        Event offline = goesOffline(1);
        Event online = connects(2).events().get(0);
        Decision decision = new Decision(PUMP, clock.instant(), Decision.What.OPENED, Optional.of("I"), "opened");

        apply(to -> add(to, offline));
        reopen();
        apply(to -> {
            to.decision(decision);
            add(to, online);
        });
        assertThat(view.ledger().device(PUMP)).isEmpty();
        assertThat(view.ledger().devices(DeviceQuery.ALL, 10).total()).isZero();
        addPump();
        apply(to -> to.decision(decision));

        assertThat(told()).containsExactly(EventType.DEVICE_ONLINE, EventType.DEVICE_OFFLINE);
        assertThat(view.ledger().decisions(PUMP, 10)).hasSize(2);
        reopen();
        assertThat(told()).containsExactly(EventType.DEVICE_ONLINE, EventType.DEVICE_OFFLINE);
        assertThat(view.ledger().decisions(PUMP, 10)).hasSize(2);
        assertThat(view.ledger().device(PUMP)).contains(pump);
    }

    @Test
    void deadlinesAreLeftToWhomeverDecides() {
        connects(1);
        drops(1);
        addPump();
        clock.advance(Duration.ofHours(1));
        reopen();
        apply(to -> add(to, SampleIncidents.opened("I1", clock.instant())));
        apply(to -> add(to, SampleIncidents.opened("I2", clock.instant())));

        assertThat(view.ledger().devicesByState()).isEqualTo(Map.of(Verdict.SUSPECT, 1L));
        assertThat(view.ledger().device(PUMP)).contains(pump);
        assertThat(log()).containsExactly("I1-1", "I2-1");
        assertThat(view.health()).isEqualTo(StoreHealth.WELL);
    }

    @Test
    void rowsAndOffsetsAreDurableTogetherOrNotAtAll() {
        apply(to -> {
            add(to, SampleIncidents.opened("I1", START));
            to.next(PARTITION, 1);
        });
        view.close();
        SqliteView crashing = open(
                point -> {
                    if (point == CrashPoint.BEFORE_COMMIT) {
                        throw new StackOverflowError("as if the process had ended");
                    }
                },
                offsets -> Optional.empty());
        assertThatThrownBy(() -> crashing.apply(to -> {
                            add(to, SampleIncidents.opened("I2", START));
                            to.next(PARTITION, 2);
                        })
                        .join())
                .isInstanceOf(CompletionException.class);
        assertThat(crashing.health().isWell()).isFalse();
        crashing.close();

        reopen();
        assertThat(view.offsets()).isEqualTo(Map.of(PARTITION, 1L));
        assertThat(log()).containsExactly("I1-1");
        apply(to -> {
            add(to, SampleIncidents.opened("I2", START));
            to.next(PARTITION, 2);
        });
        reopen();
        assertThat(view.offsets()).isEqualTo(Map.of(PARTITION, 2L));
        assertThat(log()).containsExactly("I1-1", "I2-1");
    }

    @Test
    void earlierStateOfAnIncidentDoesNotReplaceALaterOne() {
        apply(to -> add(to, SampleIncidents.resolved("I1", 3, START)));
        apply(to -> to.open(events.write(SampleIncidents.updated("I1", 2, START))));
        apply(to -> to.open(events.write(SampleIncidents.opened("I2", START))));

        assertThat(view.ledger().incident("I1").orElseThrow().status()).isEqualTo(IncidentStatus.RESOLVED);
        assertThat(view.ledger().incident("I2").orElseThrow().status()).isEqualTo(IncidentStatus.OPEN);
        assertThat(log()).containsExactly("I1-3");
    }

    @Test
    void viewThatNobodyCanGoOnFromIsBuiltAgainAndItsPositionsAreUnknown() {
        apply(to -> {
            add(to, SampleIncidents.opened("I1", START));
            to.next(PARTITION, 1);
        });
        LogPosition last = view.ledger().lastEvent();
        assertThat(view.ledger().eventsAfter(last, 10)).contains(List.of());
        view.close();

        view = open(CrashPoint.Watch.NONE, offsets -> Optional.of("the topics are others"));

        assertThat(view.offsets()).isEmpty();
        assertThat(log()).isEmpty();
        apply(to -> add(to, SampleIncidents.opened("I2", START)));
        assertThat(view.ledger().eventsAfter(last, 10)).isEmpty();
        assertThat(view.ledger().eventsAfter(LogPosition.BEGINNING, 10).orElseThrow())
                .hasSize(1);
    }

    @Test
    void viewWithRowsThatCannotBeReadIsBuiltAgain() throws Exception {
        connects(1);
        addPump();
        view.close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("view.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE device SET presence = x'ff'");
        }

        reopen();

        assertThat(view.ledger().device(PUMP)).isEmpty();
        addPump();
        assertThat(view.ledger().device(PUMP)).contains(pump);
    }

    @Test
    void numbersOfEventsGoOnWhenAllOfThemHaveBeenPruned() {
        apply(to -> add(to, SampleIncidents.resolved("I1", 2, START)));
        apply(to -> add(to, SampleIncidents.resolved("I2", 2, START)));
        LogPosition last = view.ledger().lastEvent();
        clock.advance(Duration.ofDays(31));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> view.ledger().incident("I1").isEmpty()
                        && view.ledger().incident("I2").isEmpty());
        reopen();

        assertThat(view.ledger().lastEvent()).isEqualTo(last);
        apply(to -> add(to, SampleIncidents.opened("I3", clock.instant())));
        assertThat(view.ledger().eventsAfter(last, 10).orElseThrow())
                .extracting(logged -> logged.event().id())
                .containsExactly("I3-1");
    }

    @Test
    void deadLettersHaveTheNumbersThatTheyAreGivenAndShowEventsAsJson() {
        Event event = SampleIncidents.opened("I1", START);
        apply(to -> {
            to.letter(5, letter("tickets", events.write(event)));
            to.letter(7, letter("pager", JSON.write(event)));
        });

        assertThat(view.ledger()
                        .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                        .items())
                .allSatisfy(letter -> assertThat(JSON.read(letter.payload())).isEqualTo(event))
                .extracting(letter -> letter.id().text())
                .containsExactly("7", "5");
        assertThat(view.ledger()
                        .deadLetters(DeadLetterQuery.one(new LogPosition("5")), Optional.empty(), 10)
                        .items())
                .hasSize(1);
        apply(to -> to.sinkForgotten("tickets"));
        assertThat(view.ledger()
                        .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                        .total())
                .isEqualTo(1);
    }

    private static Letter letter(String sink, byte[] payload) {
        return new Letter(
                true,
                sink,
                "refused",
                Optional.empty(),
                Optional.of("device/I1"),
                Optional.of("I1-1"),
                payload,
                payload.length,
                3,
                START);
    }

    @Test
    void noEngineOpensTheFileOfTheOther() {
        apply(to -> add(to, SampleIncidents.opened("I1", START)));
        view.close();
        assertThatThrownBy(() -> embedded(folder.resolve("view.db")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("engine=kafka");
        try (SqliteEngine engine = embedded(folder.resolve("engine.db"))) {
            engine.accept(new Signal.Connected(PUMP, START, connection(1))).join();
        }

        assertThatThrownBy(() -> SqliteView.open(
                        EngineSettings.of(folder.resolve("engine.db")),
                        new NoIncidents(),
                        JSON,
                        clock,
                        new SimpleMeterRegistry(),
                        offsets -> Optional.empty(),
                        Map::of))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("embedded engine");
        embedded(folder.resolve("engine.db")).close();
        reopen();
        assertThat(log()).containsExactly("I1-1");
    }

    private SqliteEngine embedded(Path file) {
        IncidentRules none = new NoIncidents();
        return SqliteEngine.open(
                EngineSettings.of(file), new SimpleRules(), none, JSON, clock, new SimpleMeterRegistry());
    }
}
