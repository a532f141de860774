package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What delivery relies on, whatever keeps it. */
public abstract class DeliveryStoreContract {
    protected static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final String SINK = "desk";
    private static final Receipt RECEIPT = new Receipt(Optional.of("TICKET-7"), Optional.empty());

    /** The same until {@link #restart}. */
    protected abstract DeliveryStore store();

    /** Closes the store and opens it again, as when the process ends. */
    protected abstract void restart();

    @Test
    void aNewSinkBeginsAtThePresentEndOfTheLog() {
        store().address("other", List.of(event(1))).join();
        store().register(SINK).join();

        SinkState state = store().load(SINK);

        assertThat(state.cursor()).isPositive().isEqualTo(store().lastPosition());
        assertThat(state.reach()).isEqualTo(state.cursor());
        assertThat(state.pending()).isEmpty();
        assertThat(state.tickets()).isEmpty();
        assertThat(state.repetitions()).isEmpty();
        assertThat(state.gone()).isEmpty();
    }

    @Test
    void registeringASinkAgainKeepsItsCheckpoint() {
        store().register(SINK).join();
        long begin = store().load(SINK).cursor();
        store().address("other", List.of(event(1))).join();

        store().register(SINK).join();

        assertThat(store().load(SINK).cursor()).isEqualTo(begin);
    }

    @Test
    void eventsFollowAPositionInTheirOrder() {
        long begin = store().lastPosition();
        store().address(SINK, List.of(event(1), event(2), event(3))).join();

        List<Logged> first = store().eventsAfter(begin, 2);
        List<Logged> rest = store().eventsAfter(first.get(1).seq(), 10);

        assertThat(first).extracting(logged -> logged.event().id()).containsExactly("x-1", "x-2");
        assertThat(rest).extracting(logged -> logged.event().id()).containsExactly("x-3");
        assertThat(rest).extracting(Logged::addressee).containsExactly(Optional.of(SINK));
        assertThat(rest.get(0).seq()).isEqualTo(store().lastPosition());
        assertThat(store().eventsAfter(store().lastPosition(), 10)).isEmpty();
    }

    @Test
    void eventsAreThereAfterARestart() {
        long begin = store().lastPosition();
        store().address(SINK, List.of(event(1), event(2))).join();
        List<Logged> before = store().eventsAfter(begin, 10);

        restart();

        assertThat(store().eventsAfter(begin, 10)).isEqualTo(before);
    }

    @Test
    void aCheckpointIsLoadedAsItWasSaved() {
        long seq = registerAndAddress(event(1));
        PendingRow row = new PendingRow(seq, 3, NOW.plusSeconds(9), "no", true);
        Repetition again = new Repetition(Duration.ofMinutes(1), event(1));
        save(new Checkpoint(
                SINK,
                seq,
                seq + 2000,
                Map.of(seq, Optional.of(row)),
                Map.of("x", Optional.of(RECEIPT)),
                Map.of("x", Optional.of(again)),
                List.of()));

        restart();

        SinkState state = store().load(SINK);
        assertThat(state.cursor()).isEqualTo(seq);
        assertThat(state.reach()).isEqualTo(seq + 2000);
        assertThat(state.pending()).extracting(SinkState.Pending::row).containsExactly(row);
        assertThat(state.pending())
                .extracting(pending -> pending.logged().event().id())
                .containsExactly("x-1");
        assertThat(state.tickets()).isEqualTo(Map.of("x", RECEIPT));
        assertThat(state.repetitions()).isEqualTo(Map.of("x", again));
    }

    @Test
    void aLaterCheckpointReplacesAndDeletes() {
        long first = registerAndAddress(event(1));
        store().address(SINK, List.of(event(2))).join();
        long second = store().lastPosition();
        Map<Long, Optional<PendingRow>> rows = new HashMap<>();
        rows.put(first, Optional.of(new PendingRow(first, 1, NOW, "no", false)));
        rows.put(second, Optional.of(new PendingRow(second, 0, NOW, "", false)));
        save(new Checkpoint(SINK, second, second, rows, Map.of(), Map.of(), List.of()));

        PendingRow tried = new PendingRow(second, 1, NOW, "again", true);
        save(new Checkpoint(
                SINK,
                second,
                second,
                Map.of(first, Optional.empty(), second, Optional.of(tried)),
                Map.of(),
                Map.of(),
                List.of()));

        assertThat(store().load(SINK).pending())
                .extracting(SinkState.Pending::row)
                .containsExactly(tried);
    }

    @Test
    void nothingIsToldAgainOfAClosedTicket() {
        long seq = registerAndAddress(event(1));
        save(new Checkpoint(
                SINK,
                seq,
                seq,
                Map.of(),
                Map.of("x", Optional.of(RECEIPT)),
                Map.of("x", Optional.of(new Repetition(Duration.ofMinutes(1), event(1)))),
                List.of()));

        save(new Checkpoint(SINK, seq, seq, Map.of(), Map.of("x", Optional.empty()), Map.of(), List.of()));

        assertThat(store().load(SINK).tickets()).isEmpty();
        assertThat(store().load(SINK).repetitions()).isEmpty();
    }

    @Test
    void aLostEventGoesToItsFallbackOnly() {
        long seq = registerAndAddress(event(1));
        LostEvent lost = new LostEvent(event(1), 5, "no", NOW, Optional.of("spare"));

        save(new Checkpoint(
                SINK,
                seq,
                seq,
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(new Completion(Optional.of(lost), Optional.empty(), Optional.empty()))));

        assertThat(store().eventsAfter(seq, 10)).singleElement().satisfies(logged -> {
            assertThat(logged.event().id()).isEqualTo("x-1");
            assertThat(logged.addressee()).contains("spare");
        });
    }

    @Test
    void aDisabledSinkStaysSoUntilItIsEnabled() {
        store().register(SINK).join();
        store().disable(SINK, "410");
        // Behind it.
        store().register(SINK).join();

        restart();

        assertThat(store().load(SINK).gone()).contains("410");
        assertThat(store().enable(SINK).join()).isTrue();
        assertThat(store().load(SINK).gone()).isEmpty();
        assertThat(store().enable(SINK).join()).isFalse();
    }

    @Test
    void aForgottenSinkBeginsAnew() {
        long seq = registerAndAddress(event(1));
        save(new Checkpoint(
                SINK,
                seq,
                seq,
                Map.of(seq, Optional.of(new PendingRow(seq, 1, NOW, "no", false))),
                Map.of("x", Optional.of(RECEIPT)),
                Map.of(),
                List.of()));

        assertThat(store().forget(SINK, () -> false).join()).contains(new Forgotten(1, 1, 0));

        store().address("other", List.of(event(2))).join();
        store().register(SINK).join();
        assertThat(store().load(SINK).cursor()).isEqualTo(store().lastPosition());
        assertThat(store().load(SINK).pending()).isEmpty();
        assertThat(store().load(SINK).tickets()).isEmpty();
    }

    @Test
    void anAttachedSinkIsNotForgotten() {
        long seq = registerAndAddress(event(1));

        assertThat(store().forget(SINK, () -> true).join()).isEmpty();
        assertThat(store().load(SINK).cursor()).isLessThan(seq);
    }

    private long registerAndAddress(Event event) {
        store().register(SINK).join();
        store().address(SINK, List.of(event)).join();
        return store().lastPosition();
    }

    private void save(Checkpoint checkpoint) {
        CompletableFuture<Void> saved = new CompletableFuture<>();
        store().save(checkpoint, () -> saved.complete(null));
        saved.join();
    }

    private static Event event(long sequence) {
        return SampleIncidents.updated("x", sequence, NOW);
    }
}
