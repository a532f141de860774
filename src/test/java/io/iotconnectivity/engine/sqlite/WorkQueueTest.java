package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private static final StoreException WHY = new StoreException("the disk is gone");

    private final WorkQueue queue = new WorkQueue(point -> {});

    private static Work<Integer> work(int answer) {
        return new Work<>(batch -> answer);
    }

    @Test
    void workIsTakenInTheOrderOfTheCallsAndWhatHasNoHurryJoinsIt() throws InterruptedException {
        CompletableFuture<Integer> later = queue.addUnhurried(work(1));
        CompletableFuture<Integer> first = queue.add(work(2));
        CompletableFuture<Integer> second = queue.add(work(3));

        List<CompletableFuture<?>> taken = List.copyOf(queue.take(0));

        assertThat(taken).containsExactly(first, second, later);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void backlogIsTakenInSeveralBatches() throws InterruptedException {
        IntStream.range(0, 3_000).forEach(number -> queue.add(work(number)));

        assertThat(queue.take(0)).hasSize(WorkQueue.LARGEST_BATCH);
        assertThat(queue.size()).isEqualTo(2_000);
    }

    @Test
    void whateverIsLeftAtTheEndFailsSinceNobodyWouldTakeIt() {
        CompletableFuture<Integer> waiting = queue.add(work(1));
        CompletableFuture<Integer> unhurried = queue.addUnhurried(work(2));

        queue.end(WHY);

        assertThat(List.of(waiting, unhurried, queue.add(work(3)), queue.addUnhurried(work(4))))
                .allSatisfy(each ->
                        assertThat(each.handle((none, why) -> why).join()).isSameAs(WHY));
    }
}
