package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Step;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sinks are told of incidents, and what can be asked of the engine about it, on a real file. */
class TicketsOfSinksTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path directory;

    private final HandClock clock = new HandClock(START);
    private final Taker taker = new Taker();
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
                TicketsOfSinksTest::step,
                new NoIncidents(),
                new CloudEvents("iot-connectivity/test"),
                clock,
                new SimpleMeterRegistry(),
                CrashPoint.Watch.NONE);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void endIsToldThoughTheFilterHasChangedAndTheEngineWasRestarted() {
        attach("tickets", event -> true, taker);
        tell(opened("x"));
        await().untilAsserted(() -> assertThat(taker.ids()).containsExactly("x-1"));
        close();
        open();
        attach("tickets", event -> false, taker);
        tell(resolved("x"));

        await().untilAsserted(() -> assertThat(taker.ids()).containsExactly("x-1", "x-2"));
        assertThat(taker.receipts).containsExactly(Optional.empty(), Optional.of("kept of x-1"));
        await().untilAsserted(() ->
                assertThat(sent("x")).containsExactly("x-2 DELIVERED said x-2", "x-1 DELIVERED said x-1"));
    }

    @Test
    void endOfWhatWasNotToldIsDroppedVisibly() {
        attach("tickets", event -> event.type() != EventType.INCIDENT_OPENED, taker);
        all(opened("x"));
        all(resolved("x"));

        await().untilAsserted(() -> assertThat(sent("x")).containsExactly("x-2 DROPPED its opening was not delivered"));
        assertThat(taker.ids()).isEmpty();
        assertThat(status("tickets").dropped()).isEqualTo(1);
    }

    @Test
    void openingThatNeverReachedTheSinkAndIsOverIsDropped() {
        taker.failure = () -> new NotTaken("refused", null);
        attach("tickets", event -> true, taker);
        all(opened("x"));
        await().until(() -> status("tickets").failures() > 0);
        all(resolved("x"));
        taker.failure = null;
        letTimePassUntil(() -> status("tickets").dropped() == 2);

        assertThat(taker.ids()).isEmpty();
        await().untilAsserted(() -> assertThat(sent("x"))
                .containsExactly(
                        "x-2 DROPPED its opening was not delivered",
                        "x-1 DROPPED it was over before it could be delivered"));
    }

    @Test
    void openingThatMayHaveReachedTheSinkIsToldWithItsEndThoughItIsOver() {
        taker.failure = () -> new IllegalStateException("no answer");
        attach("tickets", event -> true, taker);
        all(opened("x"));
        await().until(() -> status("tickets").failures() > 0);
        close();
        open();
        attach("tickets", event -> true, taker);
        all(resolved("x"));
        taker.failure = null;
        letTimePassUntil(() -> taker.ids().size() == 2);

        assertThat(taker.ids()).containsExactly("x-1", "x-2");
    }

    @Test
    void endOfAnOpeningThatWasLostButMayHaveArrivedIsTold() {
        taker.failure = () -> new IllegalStateException("no answer");
        engine.attach(new Sink("tickets", event -> true, 1, 4, Optional.empty()), taker);
        all(opened("x"));
        await().until(() -> status("tickets").deadLetters() == 1);
        taker.failure = null;
        all(resolved("x"));
        letTimePassUntil(() -> taker.ids().contains("x-2"));

        assertThat(taker.ids()).containsExactly("x-2");
    }

    @Test
    void endOfAnOpeningThatWasRefusedForGoodHalfwayIsTold() {
        taker.failure = () -> new Undeliverable("the comment is too long", null, true);
        attach("tickets", event -> true, taker);
        all(opened("x"));
        await().until(() -> status("tickets").deadLetters() == 1);
        taker.failure = null;
        all(resolved("x"));

        await().untilAsserted(() -> assertThat(taker.ids()).containsExactly("x-2"));
    }

    @Test
    void openingThatIsPutOffHalfwayIsToldToItsEndAlsoBehindTheEndOfTheIncident() {
        taker.failure = () -> new RetryLater("slow down", Duration.ofMinutes(1), true);
        attach("tickets", event -> true, taker);
        all(opened("x"));
        await().until(() -> status("tickets").failures() == 1);
        all(resolved("x"));
        taker.failure = null;
        letTimePassUntil(() -> taker.ids().size() == 2);

        assertThat(taker.ids()).containsExactly("x-1", "x-2");
    }

    @Test
    void whatOneSinkLosesItsFallbackGetsWithTheEndAndNothingElse() {
        taker.failure = () -> new Undeliverable("no");
        Taker other = new Taker();
        attach("other", event -> false, other);

        engine.attach(
                new Sink(
                        "tickets",
                        event -> true,
                        5,
                        4,
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.of("other")),
                taker);
        all(opened("x"));
        await().untilAsserted(() -> assertThat(other.ids()).containsExactly("x-1"));
        taker.failure = null;
        all(resolved("x"));

        await().untilAsserted(() -> assertThat(other.ids()).containsExactly("x-1", "x-2"));
        assertThat(taker.ids()).isEmpty();
        assertThat(status("tickets").deadLetters()).isEqualTo(1);
    }

    @Test
    void deadLetterOfAnIncidentNamesTheIncidentAndNoDevice() {
        taker.failure = () -> new Undeliverable("no");
        attach("tickets", event -> true, taker);
        all(opened("x"));
        await().until(() -> status("tickets").deadLetters() == 1);

        DeadLetter letter = engine.ledger()
                .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                .items()
                .get(0);
        assertThat(letter.clientId()).isEmpty();
        assertThat(letter.incident())
                .hasValueSatisfying(incident -> assertThat(incident.id()).isEqualTo("x"));
    }

    @Test
    void deadLetterIsReplayedWithItsIdAndIsOneNoMore() {
        taker.failure = () -> new Undeliverable("no");
        attach("tickets", event -> true, taker);
        Taker other = new Taker();
        attach("other", event -> true, other);

        all(opened("x"));
        all(opened("y"));
        await().until(() -> status("tickets").deadLetters() == 2);
        all(resolved("y"));
        await().until(() -> status("tickets").dropped() == 1);
        taker.failure = null;

        assertThat(engine.replay(DeadLetterQuery.of("tickets")).join()).isEqualTo(new Replayed(2, 0, 0));

        await().untilAsserted(() -> assertThat(taker.ids()).containsExactly("x-1"));
        await().untilAsserted(
                        () -> assertThat(sent("y")).contains("y-1 DROPPED it was over before it could be delivered"));
        assertThat(status("tickets").deadLetters()).isZero();
        assertThat(other.ids()).containsExactlyInAnyOrder("x-1", "y-1", "y-2");
        assertThat(engine.replay(DeadLetterQuery.ALL).join()).isEqualTo(Replayed.NOTHING);
    }

    @Test
    void sinkThatIsGoneGetsNothingUntilItIsEnabledAndThenEverything() {
        taker.failure = () -> new SinkGone("410 Gone");
        attach("tickets", event -> true, taker);
        all(opened("x"));
        await().untilAsserted(() -> assertThat(status("tickets").gone()).contains("410 Gone"));
        taker.failure = null;
        close();
        open();
        assertThat(status("tickets").gone()).contains("410 Gone");
        attach("tickets", event -> true, taker);
        all(opened("y"));
        await().until(() -> status("tickets").waiting() == 2);
        assertThat(taker.ids()).isEmpty();

        assertThat(engine.enable("tickets").join()).isTrue();

        await().untilAsserted(() -> assertThat(taker.ids()).containsExactlyInAnyOrder("x-1", "y-1"));
        assertThat(status("tickets").gone()).isEmpty();
        assertThat(engine.enable("tickets").join()).isFalse();
    }

    @Test
    void eventForOneSinkReachesNoOtherAndNoSinkThatIsNotThere() {
        attach("tickets", event -> false, taker);
        Taker other = new Taker();
        attach("other", event -> true, other);

        tell(opened("x"));
        await().untilAsserted(() -> assertThat(taker.ids()).containsExactly("x-1"));
        await().until(() -> status("other").waiting() == 0);

        assertThat(other.ids()).isEmpty();
        assertThatThrownBy(() -> engine.address("nobody", List.of(opened("y")))
                        .orTimeout(5, TimeUnit.SECONDS)
                        .join())
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sinkGetsNoMoreThanItsRate() {
        engine.attach(
                new Sink("tickets", event -> true, 5, 4, Optional.empty(), false, Optional.of(0.1), Optional.empty()),
                taker);
        all(opened("x"));
        all(opened("y"));
        await().untilAsserted(() -> assertThat(taker.ids()).hasSize(1));
        clock.advance(Duration.ofMillis(9_999));
        all(opened("z"));
        await().until(() -> status("tickets").waiting() == 2);
        assertThat(taker.ids()).hasSize(1);

        clock.advance(Duration.ofMillis(1));
        await().untilAsserted(() -> assertThat(taker.ids()).hasSize(2));
    }

    private static Event opened(String incident) {
        return SampleIncidents.event(EventType.INCIDENT_OPENED, IncidentKind.TEST, incident, 1, START);
    }

    private static Event resolved(String incident) {
        return SampleIncidents.event(EventType.INCIDENT_RESOLVED, IncidentKind.TEST, incident, 2, START);
    }

    private void attach(String name, Predicate<Event> wants, Delivery delivery) {
        engine.attach(new Sink(name, wants, 1000, 4, Optional.empty()), delivery);
    }

    /** For the sink of the tickets only. */
    private void tell(Event event) {
        engine.address("tickets", List.of(event))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** For all sinks, as the engine tells of an incident. */
    private void all(Event event) {
        boolean opens = event.type() == EventType.INCIDENT_OPENED;
        engine.writer().write(batch -> {
            try (PreparedStatement insert = batch.tables()
                    .connection()
                    .prepareStatement(
                            "INSERT OR REPLACE INTO incident (incident_id, kind, status, opened_at, last_event,"
                                    + " body) VALUES (?, 'device', ?, 0, 0, '')")) {
                insert.setString(1, event.data().incident().orElseThrow());
                insert.setString(2, opens ? "open" : "resolved");
                insert.executeUpdate();
            }
        });
        engine.accept(new Signal.Connected(
                        new ClientId(event.data().incident().orElseThrow()),
                        START.plusSeconds(opens ? 1 : 2),
                        Connection.UNKNOWN))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** The first signal of a client opens the incident of its name, the second resolves it. */
    private static Step step(Presence before, Signal signal, Instant now) {
        Step step = new SimpleRules().step(before, signal, now);
        String incident = signal.client().value();
        boolean opens = step.after().sequence() == 1;
        return new Step(
                step.after(),
                List.of(SampleIncidents.event(
                        opens ? EventType.INCIDENT_OPENED : EventType.INCIDENT_RESOLVED,
                        IncidentKind.DEVICE,
                        incident,
                        opens ? 1 : 2,
                        now)));
    }

    private List<String> sent(String incident) {
        return engine.ledger().sent(incident, 100).stream()
                .filter(sent -> sent.sink().equals("tickets"))
                .map(sent -> sent.eventId() + " " + sent.result() + " "
                        + sent.answer().orElse(""))
                .toList();
    }

    private SinkStatus status(String sink) {
        return engine.ledger().sinks().stream()
                .filter(status -> status.name().equals(sink))
                .findFirst()
                .orElseThrow();
    }

    private void letTimePassUntil(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    clock.advance(Duration.ofSeconds(15));
                    return condition.call();
                });
    }

    /** A sink that remembers what it took, and fails as it is told. */
    private static final class Taker implements Delivery {
        volatile Callable<Exception> failure;
        final Queue<String> taken = new ConcurrentLinkedQueue<>();
        final Queue<Optional<String>> receipts = new ConcurrentLinkedQueue<>();

        @Override
        public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
            Callable<Exception> how = failure;
            if (how != null) {
                throw how.call();
            }
            String id = events.get(0).id();
            taken.add(id);
            receipts.add(receipt);
            return new Receipt(Optional.of("kept of " + id), Optional.of("said " + id));
        }

        List<String> ids() {
            return List.copyOf(taken);
        }
    }
}
