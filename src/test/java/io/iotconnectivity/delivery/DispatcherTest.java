package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Delivery from attaching a sink to its checkpoint, with no database. */
class DispatcherTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    /** Some in each partition. */
    private static final List<String> INCIDENTS = List.of("a", "b", "c", "d", "e", "f");

    private final InMemoryDeliveryStore store = new InMemoryDeliveryStore();
    private final HandClock clock = new HandClock(START);
    private final List<String> taken = new CopyOnWriteArrayList<>();
    /** What the delivery of an event fails with, by its id. */
    private final Map<String, Exception> failures = new ConcurrentHashMap<>();

    private Dispatcher dispatcher = dispatcher();

    @AfterEach
    void close() {
        dispatcher.close();
    }

    private Dispatcher dispatcher() {
        return new Dispatcher(store, clock, new SimpleMeterRegistry());
    }

    @Test
    void aSubjectThatFailsHoldsUpNoOtherAndKeepsItsOrder() {
        attach();
        failures.put("a-1", new NotTaken("busy", null));

        tell(SampleIncidents.opened("a", START));
        tell(SampleIncidents.updated("a", 2, START));
        tell(SampleIncidents.opened("b", START));

        await().untilAsserted(() -> assertThat(taken).containsExactly("b-1"));
        await().until(() -> status().retrying() == 1);
        failures.clear();
        clock.advance(Duration.ofMinutes(1));
        await().untilAsserted(() -> assertThat(taken).containsExactly("b-1", "a-1", "a-2"));
    }

    @Test
    void whatIsPendingAndOpenIsTakenUpAgainAfterARestart() {
        attach();
        tell(SampleIncidents.opened("a", START));
        await().untilAsserted(() -> assertThat(taken).containsExactly("a-1"));
        failures.put("a-2", new NotTaken("busy", null));
        tell(SampleIncidents.resolved("a", 2, START));
        await().until(() -> status().retrying() == 1);

        dispatcher.close();
        assertThat(tickets()).containsExactly("a");
        assertThat(store.load("desk"))
                .flatExtracting(SinkState::pending)
                .extracting(PendingRow::attempts)
                .containsExactly(1);

        failures.clear();
        clock.advance(Duration.ofMinutes(1));
        dispatcher = dispatcher();
        attach();
        await().untilAsserted(() -> assertThat(taken).containsExactly("a-1", "a-2"));
        await().untilAsserted(() -> assertThat(tickets()).isEmpty());
    }

    @Test
    void theEndOfWhatWasNeverToldIsNotTold() {
        attach(event -> !event.id().equals("a-1"));

        tell(SampleIncidents.opened("a", START));
        tell(SampleIncidents.resolved("a", 2, START));
        tell(SampleIncidents.opened("b", START));

        await().untilAsserted(() -> assertThat(taken).containsExactly("b-1"));
    }

    @Test
    void whatNoAttemptCanDeliverIsLostWithItsReasonAndGoesToTheFallback() {
        dispatcher.attach(
                new Sink(
                        "desk",
                        event -> true,
                        3,
                        2,
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.of("spare"),
                        Optional.empty()),
                this::deliver);
        failures.put("a-1", new Undeliverable("nonsense"));

        tell(SampleIncidents.updated("a", 1, START));

        await().untilAsserted(() -> assertThat(store.completions("desk"))
                .flatExtracting(completion -> completion.lost().stream().toList())
                .extracting(LostEvent::reason)
                .containsExactly("nonsense"));
        assertThat(store.log())
                .extracting(Logged::addressee)
                .containsExactlyInAnyOrder(Optional.empty(), Optional.of("spare"));
    }

    @Test
    void aSinkThatIsGoneGetsNothingUntilItIsEnabled() {
        attach();
        failures.put("a-1", new SinkGone("410"));
        tell(SampleIncidents.opened("a", START));
        await().until(() -> status().gone().isPresent());
        failures.clear();
        tell(SampleIncidents.opened("b", START));

        assertThat(dispatcher.enable("desk").join()).isTrue();

        await().untilAsserted(() -> assertThat(taken).containsExactlyInAnyOrder("a-1", "b-1"));
    }

    @Test
    void aStoreThatCannotBeReadForAWhileCostsNothingButTime() {
        store.readable(false);
        attach();
        dispatcher.wake();
        store.readable(true);
        tell(SampleIncidents.opened("a", START));

        await().untilAsserted(() -> assertThat(taken).containsExactly("a-1"));
    }

    /** Its thread took up the same event for ever, and its successor never began. */
    @Test
    void aSinkThatIsDetachedWhileItReadsTheLogEndsAndTheNextOfItsNameGoesOn() {
        attach(event -> {
            if (event.id().equals("a-2")) {
                dispatcher.detach("desk");
            }
            return true;
        });
        tell(SampleIncidents.opened("a", START));
        await().untilAsserted(() -> assertThat(taken).containsExactly("a-1"));
        tell(SampleIncidents.updated("a", 2, START));
        await().until(() -> !dispatcher.attachedNames().contains("desk"));

        attach();

        await().untilAsserted(() -> assertThat(taken).containsExactly("a-1", "a-2"));
    }

    @Test
    void onlyADetachedSinkIsForgotten() {
        attach();
        assertThat(dispatcher.forget("desk").join()).isEmpty();

        dispatcher.detach("desk");

        assertThat(dispatcher.forget("desk").join()).contains(new Forgotten(0, 0, 0));
        assertThat(dispatcher.address("desk", List.of())).isCompletedExceptionally();
    }

    @Test
    void twoProcessesShareTheEventsAndOneTakesOverWhatTheOtherLeaves() {
        Dispatcher other = new Dispatcher(store.another(), clock, new SimpleMeterRegistry());
        List<String> takenByOther = new CopyOnWriteArrayList<>();
        try {
            attach();
            other.attach(sink(event -> true), (events, attempt, receipt) -> {
                takenByOther.add(events.get(0).id());
                return Receipt.NONE;
            });
            for (String incident : INCIDENTS) {
                store.tell(SampleIncidents.opened(incident, START));
            }
            dispatcher.wake();
            other.wake();
            await().untilAsserted(
                            () -> assertThat(taken.size() + takenByOther.size()).isEqualTo(INCIDENTS.size()));
            assertThat(taken).isNotEmpty();
            assertThat(takenByOther).isNotEmpty();

            other.close();
            for (String incident : INCIDENTS) {
                tell(SampleIncidents.resolved(incident, 2, START));
            }

            await().untilAsserted(() -> assertThat(taken)
                    .containsAll(
                            INCIDENTS.stream().map(incident -> incident + "-2").toList()));
            assertThat(taken).doesNotContainAnyElementsOf(takenByOther);
            await().untilAsserted(() -> assertThat(tickets()).isEmpty());
        } finally {
            other.close();
        }
    }

    @Test
    void statusIsThatOfAllPartitionsTogether() {
        attach();
        INCIDENTS.forEach(incident -> tell(SampleIncidents.opened(incident, START)));
        await().until(() -> status().delivered() == INCIDENTS.size());
        INCIDENTS.forEach(incident -> failures.put(incident + "-2", new NotTaken("busy", null)));

        INCIDENTS.forEach(incident -> tell(SampleIncidents.updated(incident, 2, START)));

        await().until(() -> status().waiting() == INCIDENTS.size());
        await().until(() -> status().retrying() > 1);
        assertThat(status().lastError()).contains("busy");
        assertThat(status().oldestWaiting()).contains(START);
    }

    /** Each partition gets its share, whichever process delivers it. */
    @Test
    void theRateOfASinkIsDividedAmongThePartitions() {
        dispatcher.attach(
                new Sink(
                        "desk",
                        event -> true,
                        3,
                        4,
                        Optional.empty(),
                        false,
                        Optional.of(1.0),
                        Optional.empty(),
                        Optional.empty()),
                this::deliver);
        INCIDENTS.forEach(incident -> tell(SampleIncidents.opened(incident, START)));
        await().until(() -> taken.size() == 2);

        clock.advance(Duration.ofMillis(1_999));
        tell(SampleIncidents.opened("z", START));
        await().until(() -> status().waiting() == INCIDENTS.size() + 1 - 2);
        assertThat(taken).hasSize(2);
        clock.advance(Duration.ofMillis(1));

        await().until(() -> taken.size() == 4);
    }

    @Test
    void aSinkWithAnIntervalGetsOneBatchOfAllPartitions() {
        List<List<String>> batches = new CopyOnWriteArrayList<>();
        dispatcher.attach(
                new Sink("desk", event -> true, 3, 1, Optional.of(Duration.ofMinutes(1))),
                (events, attempt, receipt) -> {
                    batches.add(events.stream().map(Event::id).toList());
                    return Receipt.NONE;
                });
        INCIDENTS.forEach(incident -> tell(SampleIncidents.opened(incident, START)));
        assertThat(status().waiting()).isPositive();

        clock.advance(Duration.ofMinutes(1));
        await().until(() -> batches.size() == 1);

        assertThat(batches.get(0))
                .containsExactlyInAnyOrderElementsOf(
                        INCIDENTS.stream().map(incident -> incident + "-1").toList());
        await().until(() -> status().waiting() == 0);
        dispatcher.close();
        assertThat(store.load("desk"))
                .extracting(state -> state.progress().cursor())
                .allMatch(cursor -> cursor > 0);
    }

    @Test
    void aSinkWithAnIntervalIsNotCalledWithoutAllItsPartitions() {
        List<List<Event>> batches = new CopyOnWriteArrayList<>();
        dispatcher.attach(
                new Sink("desk", event -> true, 3, 1, Optional.of(Duration.ofMinutes(1))),
                (events, attempt, receipt) -> {
                    batches.add(events);
                    return Receipt.NONE;
                });
        store.seize("desk", 0);
        tell(SampleIncidents.opened("a", START));

        for (int interval = 0; interval < 3; interval++) {
            long before = store.reads();
            await().until(() -> {
                clock.advance(Duration.ofMinutes(1));
                return store.reads() > before;
            });
        }

        assertThat(batches).isEmpty();
    }

    private List<String> tickets() {
        return store.load("desk").stream()
                .flatMap(state -> state.tickets().keySet().stream())
                .toList();
    }

    private void attach() {
        attach(event -> true);
    }

    private void attach(Predicate<Event> wants) {
        dispatcher.attach(sink(wants), this::deliver);
    }

    private static Sink sink(Predicate<Event> wants) {
        return new Sink("desk", wants, 3, 2, Optional.empty());
    }

    private Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
        String id = events.get(0).id();
        Exception failure = failures.get(id);
        if (failure != null) {
            throw failure;
        }
        taken.add(id);
        return Receipt.NONE;
    }

    private void tell(Event event) {
        store.tell(event);
        dispatcher.wake();
    }

    private SinkStatus status() {
        return dispatcher.status().get("desk");
    }
}
