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
        SinkState saved = store.load("desk");
        assertThat(saved.tickets()).containsOnlyKeys("a");
        assertThat(saved.pending())
                .extracting(pending -> pending.row().attempts())
                .containsExactly(1);

        failures.clear();
        clock.advance(Duration.ofMinutes(1));
        dispatcher = dispatcher();
        attach();
        await().untilAsserted(() -> assertThat(taken).containsExactly("a-1", "a-2"));
        await().untilAsserted(() -> assertThat(store.load("desk").tickets()).isEmpty());
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
                new Sink("desk", event -> true, 3, 2, Optional.empty(), false, Optional.empty(), Optional.of("spare")),
                this::deliver);
        failures.put("a-1", new Undeliverable("nonsense"));

        tell(SampleIncidents.updated("a", 1, START));

        await().untilAsserted(() -> assertThat(store.completions("desk"))
                .flatExtracting(completion -> completion.lost().stream().toList())
                .extracting(LostEvent::reason)
                .containsExactly("nonsense"));
        assertThat(store.eventsAfter(1, 10)).extracting(Logged::addressee).containsExactly(Optional.of("spare"));
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

    @Test
    void onlyADetachedSinkIsForgotten() {
        attach();
        assertThat(dispatcher.forget("desk").join()).isEmpty();

        dispatcher.detach("desk");

        assertThat(dispatcher.forget("desk").join()).contains(new Forgotten(0, 0, 0));
        assertThat(dispatcher.address("desk", List.of())).isCompletedExceptionally();
    }

    private void attach() {
        attach(event -> true);
    }

    private void attach(Predicate<Event> wants) {
        dispatcher.attach(new Sink("desk", wants, 3, 2, Optional.empty()), this::deliver);
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
