package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What sinks receive of incidents, and what is kept and reported about that. */
class TicketsOfSinksTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final InMemoryDeliveryStore store = new InMemoryDeliveryStore();
    private final HandClock clock = new HandClock(START);
    private final Taker taker = new Taker();
    private Dispatcher dispatcher = dispatcher();

    private Dispatcher dispatcher() {
        return new Dispatcher(store, clock, new SimpleMeterRegistry());
    }

    private void restart() {
        dispatcher.close();
        dispatcher = dispatcher();
    }

    @AfterEach
    void close() {
        dispatcher.close();
    }

    @Test
    void endIsToldThoughTheFilterHasChangedAndTheProcessWasRestarted() {
        attach("tickets", event -> true, taker);
        tell(opened("x"));
        await().untilAsserted(() -> assertThat(taker.ids()).containsExactly("x-1"));
        restart();
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
        restart();
        attach("tickets", event -> true, taker);
        all(resolved("x"));
        taker.failure = null;
        letTimePassUntil(() -> taker.ids().size() == 2);

        assertThat(taker.ids()).containsExactly("x-1", "x-2");
    }

    @Test
    void endOfAnOpeningThatWasLostButMayHaveArrivedIsTold() {
        taker.failure = () -> new IllegalStateException("no answer");
        dispatcher.attach(new Sink("tickets", event -> true, 1, 4, Optional.empty()), taker);
        all(opened("x"));
        await().until(() -> lost("tickets") == 1);
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
        await().until(() -> lost("tickets") == 1);
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

        dispatcher.attach(
                new Sink(
                        "tickets",
                        event -> true,
                        5,
                        4,
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.of("other"),
                        Optional.empty()),
                taker);
        all(opened("x"));
        await().untilAsserted(() -> assertThat(other.ids()).containsExactly("x-1"));
        taker.failure = null;
        all(resolved("x"));

        await().untilAsserted(() -> assertThat(other.ids()).containsExactly("x-1", "x-2"));
        assertThat(taker.ids()).isEmpty();
        assertThat(lost("tickets")).isEqualTo(1);
    }

    @Test
    void sinkThatIsGoneGetsNothingUntilItIsEnabledAndThenEverything() {
        taker.failure = () -> new SinkGone("410 Gone");
        attach("tickets", event -> true, taker);
        all(opened("x"));
        await().untilAsserted(() -> assertThat(status("tickets").gone()).contains("410 Gone"));
        taker.failure = null;
        restart();
        attach("tickets", event -> true, taker);
        await().untilAsserted(() -> assertThat(status("tickets").gone()).contains("410 Gone"));
        all(opened("y"));
        await().until(() -> status("tickets").waiting() == 2);
        assertThat(taker.ids()).isEmpty();

        assertThat(dispatcher.enable("tickets").join()).isTrue();

        await().untilAsserted(() -> assertThat(taker.ids()).containsExactlyInAnyOrder("x-1", "y-1"));
        assertThat(status("tickets").gone()).isEmpty();
        assertThat(dispatcher.enable("tickets").join()).isFalse();
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
        assertThatThrownBy(
                        () -> dispatcher.address("nobody", List.of(opened("y"))).join())
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sinkGetsNoMoreThanItsRate() {
        dispatcher.attach(
                new Sink(
                        "tickets",
                        event -> true,
                        5,
                        4,
                        Optional.empty(),
                        false,
                        Optional.of(0.1 * InMemoryDeliveryStore.PARTITIONS),
                        Optional.empty(),
                        Optional.empty()),
                taker);
        // All in one partition, whose share of the rate this is.
        all(opened("x"));
        all(opened("v"));
        await().untilAsserted(() -> assertThat(taker.ids()).hasSize(1));
        clock.advance(Duration.ofMillis(9_999));
        all(opened("z"));
        await().until(() -> status("tickets").waiting() == 2);
        assertThat(taker.ids()).hasSize(1);

        clock.advance(Duration.ofMillis(1));
        await().untilAsserted(() -> assertThat(taker.ids()).hasSize(2));
    }

    private static Event opened(String incident) {
        return SampleIncidents.opened(incident, START);
    }

    private static Event resolved(String incident) {
        return SampleIncidents.resolved(incident, 2, START);
    }

    private void attach(String name, Predicate<Event> wants, Delivery delivery) {
        dispatcher.attach(new Sink(name, wants, 1000, 4, Optional.empty()), delivery);
    }

    /** For the ticket sink only. */
    private void tell(Event event) {
        dispatcher.address("tickets", List.of(event)).join();
        dispatcher.wake();
    }

    /** For all sinks, as an engine reports an incident. */
    private void all(Event event) {
        if (event.type() == EventType.INCIDENT_RESOLVED) {
            store.end(event.data().incident().orElseThrow());
        }
        store.tell(event);
        dispatcher.wake();
    }

    /** Newest first. */
    private List<String> sent(String incident) {
        List<String> sent = new ArrayList<>(store.completions("tickets").stream()
                .flatMap(completion -> completion.sent().stream())
                .filter(one -> one.incidentId().equals(Optional.of(incident)))
                .map(one ->
                        one.eventId() + " " + one.result() + " " + one.answer().orElse(""))
                .toList());
        Collections.reverse(sent);
        return sent;
    }

    private long lost(String sink) {
        return store.completions(sink).stream()
                .filter(completion -> completion.lost().isPresent())
                .count();
    }

    private SinkStatus status(String sink) {
        return dispatcher.status().get(sink);
    }

    private void letTimePassUntil(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    clock.advance(Duration.ofSeconds(15));
                    return condition.call();
                });
    }

    /** A sink that remembers what it received, and fails on request. */
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
