package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What delivery relies on besides {@link DeliveryStoreContract} where several processes share one store. */
public abstract class SharedDeliveryStoreContract {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Sink SINK = new Sink("desk", event -> true, 3, 2, Optional.empty());

    private final Assignments ones = new Assignments();
    private final Assignments others = new Assignments();

    /** The store, as one process sees it. */
    protected abstract DeliveryStore one();

    /** The same store, as another process sees it. */
    protected abstract DeliveryStore other();

    @Test
    void eachPartitionIsAssignedToOneProcess() {
        one().subscribe(SINK, ones).join();
        other().subscribe(SINK, others).join();
        divided();

        assertThat(Stream.concat(ones.current().stream(), others.current().stream()))
                .hasSize(one().partitions())
                .allMatch(AssignedPartition::isHeld);
    }

    @Test
    void aPartitionThatStaysIsTheSame() {
        one().subscribe(SINK, ones).join();
        List<AssignedPartition> before = ones.current();

        other().subscribe(SINK, others).join();
        divided();

        assertThat(before).containsAll(ones.current());
    }

    @Test
    void allPartitionsOfASinkWithAnIntervalAreAssignedToTheSameProcess() {
        Sink sink = new Sink("metrics", event -> true, 3, 1, Optional.of(Duration.ofMinutes(1)));
        one().subscribe(sink, ones).join();
        other().subscribe(sink, others).join();

        assertThat(List.of(ones.current().size(), others.current().size()))
                .containsExactlyInAnyOrder(0, one().partitions());
    }

    @Test
    void eventsOfASubjectAreInOnePartition() {
        one().subscribe(SINK, ones).join();
        List<Event> events = IntStream.range(0, 60)
                .mapToObj(i -> SampleIncidents.updated("x" + i % 12, i, NOW))
                .toList();
        one().address("desk", events).join();

        await().until(() -> ones.current().stream()
                        .mapToLong(partition ->
                                partition.waitingAfter(partition.progress().cursor()))
                        .sum()
                >= events.size());
        List<String> subjects = new ArrayList<>();
        for (AssignedPartition partition : ones.current()) {
            Set<String> here = new HashSet<>();
            events(partition).forEach(logged -> here.add(logged.event().subject()));
            assertThat(here).isNotEmpty();
            subjects.addAll(here);
        }
        assertThat(subjects).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void aProcessThatTakesAPartitionOverBeginsAtItsLastCheckpoint() {
        other().subscribe(SINK, others).join();
        one().address("desk", List.of(SampleIncidents.opened("x", NOW))).join();
        AssignedPartition before = others.withNews(1);
        long cursor = events(before).get(0).seq();
        before.save(checkpoint(cursor), () -> {});

        one().subscribe(SINK, ones).join();
        other().unsubscribe("desk");

        await().until(() -> ones.current().size() == one().partitions());
        assertThat(ones.current())
                .extracting(partition -> partition.progress().cursor())
                .contains(cursor);
    }

    @Test
    void aPartitionIsTakenOverOnlyWhenItsWorkerHasEnded() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        one().subscribe(SINK, ones).join();
        List<AssignedPartition> before = ones.current();
        ones.endWith(end);

        CompletableFuture<Void> subscribed = other().subscribe(SINK, others);
        await().until(() -> ones.current().size() < before.size());
        assertThat(others.current()).isEmpty();
        AssignedPartition leaving = lost(before);
        long cursor = leaving.progress().cursor() + 7;
        leaving.save(checkpoint(cursor), () -> {});
        end.complete(null);

        subscribed.join();
        divided();
        assertThat(others.current()).singleElement().satisfies(taken -> {
            assertThat(taken.progress().cursor()).isEqualTo(cursor);
        });
    }

    @Test
    void whoHasLostAPartitionSavesNothing() {
        one().subscribe(SINK, ones).join();
        List<AssignedPartition> before = ones.current();
        other().subscribe(SINK, others).join();
        divided();
        AssignedPartition lost = lost(before);
        SinkProgress progress = lost.progress();
        CompletableFuture<Void> done = new CompletableFuture<>();

        lost.save(checkpoint(progress.cursor() + 7), () -> done.complete(null));

        assertThat(done).succeedsWithin(Duration.ofSeconds(10));
        assertThat(lost.isHeld()).isFalse();
        assertThat(others.current()).singleElement().satisfies(partition -> assertThat(partition.progress())
                .isEqualTo(progress));
    }

    @Test
    void enablingASinkReachesEveryProcess() {
        one().subscribe(SINK, ones).join();
        other().subscribe(SINK, others).join();
        divided();
        ones.current().get(0).disable("410");
        await().until(() -> others.current().get(0).progress().gone().isPresent());

        assertThat(other().enable("desk").join()).isTrue();

        await().untilAsserted(() -> assertThat(ones.timesEnabled()).isEqualTo(1));
        assertThat(others.timesEnabled()).isEqualTo(1);
        assertThat(ones.current().get(0).progress().gone()).isEmpty();
    }

    /** Waits until both have a share. */
    private void divided() {
        await().until(() -> !ones.current().isEmpty()
                && !others.current().isEmpty()
                && ones.current().size() + others.current().size() == one().partitions());
    }

    /** One that no longer is assigned. */
    private AssignedPartition lost(List<AssignedPartition> before) {
        return before.stream()
                .filter(partition -> !ones.current().contains(partition))
                .findFirst()
                .orElseThrow();
    }

    private static List<Logged> events(AssignedPartition partition) {
        return partition.eventsAfter(partition.progress().cursor(), 100).events();
    }

    private static Checkpoint checkpoint(long cursor) {
        return new Checkpoint(cursor, cursor, Map.of(), Map.of(), Map.of(), List.of());
    }
}
