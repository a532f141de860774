package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What delivery relies on, whatever keeps it, in however many partitions. All events here are in the same one. */
public abstract class DeliveryStoreContract {
    protected static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final String NAME = "desk";
    private static final Sink SINK = new Sink(NAME, event -> true, 3, 2, Optional.empty());
    private static final Receipt RECEIPT = new Receipt(Optional.of("TICKET-7"), Optional.empty());

    private Assignments assignments = new Assignments();

    /** The same until {@link #restart}. */
    protected abstract DeliveryStore store();

    /** Closes the store and opens it again, as when the process ends. */
    protected abstract void restart();

    /** An incident of this id begins. */
    protected abstract void open(String incidentId);

    /** The incident of this id ends. */
    protected abstract void end(String incidentId);

    @Test
    void everyPartitionIsAssignedToTheOnlyProcess() {
        subscribe();

        assertThat(assignments.current()).hasSize(store().partitions()).allMatch(AssignedPartition::isHeld);
    }

    @Test
    void aNewSinkBeginsAtThePresentEndOfTheLog() {
        store().address("other", List.of(event(1))).join();
        subscribe();

        assertThat(assignments.current()).allSatisfy(partition -> {
            SinkState state = partition.load();
            assertThat(partition.eventsAfter(state.progress().cursor(), 10).events())
                    .isEmpty();
            assertThat(partition.waitingAfter(state.progress().cursor())).isZero();
            assertThat(state.progress().reach()).isEqualTo(state.progress().cursor());
            assertThat(state.progress().gone()).isEmpty();
            assertThat(state.progress()).isEqualTo(partition.progress());
            assertThat(state.pending()).isEmpty();
            assertThat(state.tickets()).isEmpty();
            assertThat(state.repetitions()).isEmpty();
        });
    }

    @Test
    void aNewSinkReceivesWhatComesBeforeItsSubscriptionIsComplete() {
        store().subscribe(SINK, assignments);
        store().address(NAME, List.of(event(1))).join();

        assertThat(events(assignments.withNews(1)))
                .extracting(logged -> logged.event().id())
                .containsExactly("x-1");
    }

    @Test
    void aNewSinkThatIsUnsubscribedAtOnceReceivesWhatComesUntilItIsSubscribedAgain() {
        store().subscribe(SINK, assignments);
        store().unsubscribe(NAME);
        store().address(NAME, List.of(event(1))).join();
        restart();
        assignments = new Assignments();
        subscribe();

        assertThat(events(assignments.withNews(1)))
                .extracting(logged -> logged.event().id())
                .containsExactly("x-1");
    }

    @Test
    void subscribingASinkAgainKeepsItsCheckpoint() {
        subscribe();
        List<SinkProgress> before = progress();
        store().address("other", List.of(event(1))).join();

        store().unsubscribe(NAME);
        subscribe();

        assertThat(progress()).isEqualTo(before);
    }

    @Test
    void eventsFollowAPositionInTheirOrder() {
        AssignedPartition partition = subscribeAndAddress(event(1), event(2), event(3));
        long begin = partition.progress().cursor();

        EventSlice first = partition.eventsAfter(begin, 2);
        EventSlice rest = partition.eventsAfter(first.end(), 10);
        EventSlice none = partition.eventsAfter(rest.end(), 10);

        assertThat(first.events()).extracting(logged -> logged.event().id()).containsExactly("x-1", "x-2");
        assertThat(rest.events()).extracting(logged -> logged.event().id()).containsExactly("x-3");
        assertThat(rest.events()).extracting(Logged::addressee).containsExactly(Optional.of(NAME));
        assertThat(List.of(
                        begin,
                        first.events().get(0).seq(),
                        first.events().get(1).seq(),
                        rest.events().get(0).seq()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(first.end())
                .isBetween(first.events().get(1).seq(), rest.events().get(0).seq() - 1);
        assertThat(rest.end()).isGreaterThanOrEqualTo(rest.events().get(0).seq());
        assertThat(none).isEqualTo(new EventSlice(List.of(), rest.end()));
        assertThat(partition.waitingAfter(begin)).isPositive();
        assertThat(partition.waitingAfter(rest.end())).isZero();
    }

    @Test
    void eventsAreThereAfterARestart() {
        AssignedPartition partition = subscribeAndAddress(event(1), event(2));
        long begin = partition.progress().cursor();
        List<Logged> before = partition.eventsAfter(begin, 10).events();

        partition = restarted();

        assertThat(partition.eventsAfter(begin, 10).events()).isEqualTo(before).hasSize(2);
    }

    @Test
    void aCheckpointIsLoadedAsItWasSaved() {
        AssignedPartition partition = subscribeAndAddress(event(1), event(2), event(3));
        List<Logged> events = events(partition);
        long cursor = events.get(0).seq();
        PendingRow row = new PendingRow(events.get(0), 3, NOW.plusSeconds(9), "no", true);
        Repetition again = new Repetition(Duration.ofMinutes(1), event(1));
        save(
                partition,
                new Checkpoint(
                        cursor,
                        events.get(1).seq(),
                        Map.of(cursor, Optional.of(row)),
                        Map.of("x", Optional.of(RECEIPT)),
                        Map.of("x", Optional.of(again)),
                        List.of()));

        partition = restarted();

        assertThat(partition.load())
                .isEqualTo(new SinkState(
                        new SinkProgress(cursor, events.get(1).seq(), Optional.empty()),
                        List.of(row),
                        Map.of("x", RECEIPT),
                        Map.of("x", again)));
        assertThat(partition.progress()).isEqualTo(partition.load().progress());
    }

    @Test
    void whatMayHaveBeenTriedEndsWithTheLog() {
        AssignedPartition partition = subscribeAndAddress(event(1));
        long end = partition.eventsAfter(partition.progress().cursor(), 10).end();
        save(partition, new Checkpoint(end, end + 2000, Map.of(), Map.of(), Map.of(), List.of()));

        assertThat(partition.progress().reach()).isEqualTo(end);
    }

    @Test
    void aLaterCheckpointReplacesAndDeletes() {
        AssignedPartition partition = subscribeAndAddress(event(1), event(2));
        Logged first = events(partition).get(0);
        Logged second = events(partition).get(1);
        save(
                partition,
                checkpoint(
                        second.seq(),
                        Map.of(
                                first.seq(),
                                Optional.of(new PendingRow(first, 1, NOW, "no", false)),
                                second.seq(),
                                Optional.of(new PendingRow(second, 0, NOW, "", false)))));

        PendingRow tried = new PendingRow(second, 1, NOW, "again", true);
        save(
                partition,
                checkpoint(second.seq(), Map.of(first.seq(), Optional.empty(), second.seq(), Optional.of(tried))));

        assertThat(partition.load().pending()).containsExactly(tried);
    }

    @Test
    void nothingIsToldAgainOfAClosedTicket() {
        AssignedPartition partition = subscribeAndAddress(event(1));
        long seq = events(partition).get(0).seq();
        save(
                partition,
                new Checkpoint(
                        seq,
                        seq,
                        Map.of(),
                        Map.of("x", Optional.of(RECEIPT)),
                        Map.of("x", Optional.of(new Repetition(Duration.ofMinutes(1), event(1)))),
                        List.of()));

        save(partition, new Checkpoint(seq, seq, Map.of(), Map.of("x", Optional.empty()), Map.of(), List.of()));

        assertThat(partition.load().tickets()).isEmpty();
        assertThat(partition.load().repetitions()).isEmpty();
    }

    @Test
    void aLostEventGoesToItsFallbackOnly() {
        AssignedPartition partition = subscribeAndAddress(event(1));
        long end = partition.eventsAfter(partition.progress().cursor(), 10).end();
        LostEvent lost = new LostEvent(event(1), 5, "no", NOW, Optional.of("spare"));

        save(
                partition,
                new Checkpoint(
                        end,
                        end,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        List.of(new Completion(Optional.of(lost), Optional.empty(), Optional.empty()))));

        await().until(() -> partition.waitingAfter(end) > 0);
        assertThat(partition.eventsAfter(end, 10).events()).singleElement().satisfies(logged -> {
            assertThat(logged.event().id()).isEqualTo("x-1");
            assertThat(logged.addressee()).contains("spare");
        });
    }

    @Test
    void anIncidentIsOverOnceItHasEndedAndATestNever() {
        open("x");
        AssignedPartition partition = subscribeAndAddress(event(1));
        Event test = SampleIncidents.event(EventType.INCIDENT_OPENED, IncidentKind.TEST, "t", 1, NOW);

        assertThat(partition.isOver(event(1))).isFalse();
        end("x");

        await().until(() -> partition.isOver(event(1)));
        assertThat(partition.isOver(test)).isFalse();
    }

    @Test
    void aDisabledSinkStaysSoUntilItIsEnabled() {
        AssignedPartition partition = subscribeAndAddress(event(1));
        partition.disable("410");
        // Behind it.
        store().address("other", List.of(event(2))).join();

        partition = restarted();

        assertThat(partition.progress().gone()).contains("410");
        assertThat(store().enable(NAME).join()).isTrue();
        assertThat(partition.progress().gone()).isEmpty();
        assertThat(assignments.timesEnabled()).isEqualTo(1);
        assertThat(store().enable(NAME).join()).isFalse();
    }

    @Test
    void aForgottenSinkBeginsAnew() {
        AssignedPartition partition = subscribeAndAddress(event(1));
        Logged logged = events(partition).get(0);
        save(
                partition,
                new Checkpoint(
                        logged.seq(),
                        logged.seq(),
                        Map.of(logged.seq(), Optional.of(new PendingRow(logged, 1, NOW, "no", false))),
                        Map.of("x", Optional.of(RECEIPT)),
                        Map.of(),
                        List.of()));
        store().unsubscribe(NAME);

        assertThat(store().forget(NAME, () -> false).join()).contains(new Forgotten(1, 1, 0));

        store().address("other", List.of(event(2))).join();
        subscribe();
        assertThat(assignments.current()).allSatisfy(anew -> {
            assertThat(anew.waitingAfter(anew.progress().cursor())).isZero();
            assertThat(anew.load().pending()).isEmpty();
            assertThat(anew.load().tickets()).isEmpty();
        });
    }

    @Test
    void anAttachedSinkIsNotForgotten() {
        AssignedPartition partition = subscribeAndAddress(event(1));

        assertThat(store().forget(NAME, () -> true).join()).isEmpty();
        assertThat(events(partition)).hasSize(1);
    }

    private void subscribe() {
        assignments = new Assignments();
        store().subscribe(SINK, assignments).join();
    }

    private AssignedPartition subscribeAndAddress(Event... events) {
        subscribe();
        store().address(NAME, List.of(events)).join();
        return assignments.withNews(events.length);
    }

    private AssignedPartition restarted() {
        restart();
        subscribe();
        return assignments.withNews(1);
    }

    private List<SinkProgress> progress() {
        return assignments.current().stream().map(AssignedPartition::progress).toList();
    }

    private static List<Logged> events(AssignedPartition partition) {
        return partition.eventsAfter(partition.progress().cursor(), 10).events();
    }

    private static Checkpoint checkpoint(long cursor, Map<Long, Optional<PendingRow>> rows) {
        return new Checkpoint(cursor, cursor, rows, Map.of(), Map.of(), List.of());
    }

    private static void save(AssignedPartition partition, Checkpoint checkpoint) {
        CompletableFuture<Void> saved = new CompletableFuture<>();
        partition.save(checkpoint, () -> saved.complete(null));
        saved.join();
    }

    private static Event event(long sequence) {
        return SampleIncidents.updated("x", sequence, NOW);
    }
}
