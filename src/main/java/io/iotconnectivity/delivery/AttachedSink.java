package io.iotconnectivity.delivery;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A sink that is attached, with a worker for each partition that is assigned to this process; a sink with an interval
 * has one worker for all of them. Thread-safe.
 */
final class AttachedSink implements AssignmentListener {
    private final Sink sink;
    private final Delivery delivery;
    private final int partitions;
    private final Clock clock;
    private final SinkMeters meters;
    /** By the partitions that they deliver. */
    private final Map<List<AssignedPartition>, SinkRunner> runners = new LinkedHashMap<>();
    /** The same workers, to be read without a lock. */
    private volatile List<SinkRunner> current = List.of();
    /** Completes when all workers have ended that were stopped so far. */
    private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

    private boolean stopped;

    /**
     * @param partitions the number of partitions of the log, over all processes
     */
    AttachedSink(Sink sink, Delivery delivery, int partitions, Clock clock, SinkMeters meters) {
        this.sink = sink;
        this.delivery = delivery;
        this.partitions = partitions;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public synchronized CompletableFuture<Void> assigned(List<AssignedPartition> assigned) {
        List<List<AssignedPartition>> wanted = stopped ? List.of() : shares(assigned);
        List<CompletableFuture<Void>> ending = new ArrayList<>(List.of(ended));
        runners.entrySet().removeIf(running -> {
            boolean goes = !wanted.contains(running.getKey());
            if (goes) {
                ending.add(running.getValue().stop());
            }
            return goes;
        });
        ended = CompletableFuture.allOf(ending.toArray(CompletableFuture[]::new));
        for (List<AssignedPartition> share : wanted) {
            if (!runners.containsKey(share)) {
                SinkRunner runner = worker(share);
                runners.put(share, runner);
                // A partition may come back while its previous worker is still ending.
                ended.thenRun(() -> start(share, runner));
            }
        }
        current = List.copyOf(runners.values());
        return ended;
    }

    private List<List<AssignedPartition>> shares(List<AssignedPartition> assigned) {
        if (sink.interval().isEmpty()) {
            return assigned.stream().map(List::of).toList();
        }
        return assigned.isEmpty() ? List.of() : List.of(List.copyOf(assigned));
    }

    private SinkRunner worker(List<AssignedPartition> share) {
        return sink.interval().isPresent()
                ? new IntervalWorker(sink, delivery, share, clock, meters)
                : new SinkWorker(sink.share(partitions), delivery, share.get(0), clock, meters);
    }

    private synchronized void start(List<AssignedPartition> share, SinkRunner runner) {
        // The partition may have been taken away again meanwhile.
        if (runners.get(share) == runner) {
            runner.start();
        }
    }

    @Override
    public void enabled() {
        current.forEach(SinkRunner::enable);
    }

    /** Signals that the log has grown. */
    void wake() {
        current.forEach(SinkRunner::wake);
    }

    /** The status, without the number of dead letters, which only the store knows. */
    SinkStatus status() {
        return current.stream()
                .map(SinkRunner::status)
                .reduce(SinkStatus::plus)
                .orElseGet(() -> SinkStatus.idle(sink.name(), true, 0, 0, Optional.empty()));
    }

    /** Stops for good; completes when nothing is in progress any more and the progress is handed to the store. */
    synchronized CompletableFuture<Void> stop() {
        stopped = true;
        return assigned(List.of());
    }
}
