package io.iotconnectivity.delivery;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers which partitions are assigned. */
public final class Assignments implements AssignmentListener {
    private volatile List<AssignedPartition> current = List.of();
    private final AtomicInteger enabled = new AtomicInteger();
    private volatile CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

    @Override
    public CompletableFuture<Void> assigned(List<AssignedPartition> partitions) {
        current = List.copyOf(partitions);
        return ended;
    }

    @Override
    public void enabled() {
        enabled.incrementAndGet();
    }

    /** From now on workers end when this is complete. */
    void endWith(CompletableFuture<Void> end) {
        ended = end;
    }

    /** What is assigned at present. */
    public List<AssignedPartition> current() {
        return current;
    }

    /** How often the sink was enabled. */
    int timesEnabled() {
        return enabled.get();
    }

    /** The partition that holds what the sink has not read yet, once it is known to hold so many events. */
    AssignedPartition withNews(int events) {
        return await().until(
                        () -> current.stream()
                                .filter(partition -> partition.waitingAfter(
                                                partition.progress().cursor())
                                        >= events)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
