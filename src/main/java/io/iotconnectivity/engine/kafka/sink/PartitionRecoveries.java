package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.thread.NamedThread;
import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers partitions of one sink that have become ours, on threads of its own, and registers the sink where nobody has
 * yet. Thread-safe.
 */
final class PartitionRecoveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionRecoveries.class);

    private static final Duration ANSWERS = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LOOKS = Duration.ofMillis(100);

    private final String sink;
    private final Map<TopicPartition, Long> begins;
    private final Recovery recovery;
    private final LogEnds ends;
    private final DisabledSinks disabled;
    private final CheckpointLog checkpoints;
    private final ExecutorService threads;
    private volatile boolean closed;

    /**
     * @param begins where the sink begins if it is new; empty: where partitions end when they are recovered
     */
    PartitionRecoveries(
            String sink,
            Map<TopicPartition, Long> begins,
            Recovery recovery,
            LogEnds ends,
            DisabledSinks disabled,
            CheckpointLog checkpoints) {
        this.sink = sink;
        this.begins = begins;
        this.recovery = recovery;
        this.ends = ends;
        this.disabled = disabled;
        this.checkpoints = checkpoints;
        this.threads = Executors.newCachedThreadPool(NamedThread.numberedDaemons("sink-" + sink + "-recovery"));
    }

    /**
     * Recovers partitions, unless they are lost meanwhile.
     *
     * @param then receives those that are not lost, and where each ends; on any thread
     */
    void recover(List<KafkaPartition> fresh, BiConsumer<List<KafkaPartition>, Map<TopicPartition, Long>> then) {
        threads.execute(() -> recoverNow(fresh, then));
    }

    private void recoverNow(
            List<KafkaPartition> fresh, BiConsumer<List<KafkaPartition>, Map<TopicPartition, Long>> then) {
        Map<Integer, SavedState> states = Map.of();
        Map<TopicPartition, Long> present = Map.of();
        List<KafkaPartition> wanted = wanted(fresh);
        while (states.isEmpty() && !wanted.isEmpty()) {
            List<KafkaPartition> now = wanted;
            List<TopicPartition> places =
                    now.stream().map(KafkaPartition::place).toList();
            try {
                disabled.catchUp();
                present = ends.readable(places, ANSWERS);
                states = recovery.read(places, () -> wanted(now).size() == now.size());
            } catch (RuntimeException e) {
                LOG.warn("Sink {} cannot read yet what it has saved: {}", sink, e.getMessage());
                now.forEach(partition -> partition.waits(e.getMessage()));
                Pauses.pause(PAUSE);
            }
            wanted = wanted(now);
        }
        for (KafkaPartition partition : wanted) {
            partition.recovered(states.get(partition.place().partition()));
        }
        Map<TopicPartition, Long> found = present;
        List<KafkaPartition> recovered = wanted;
        CompletableFuture.allOf(recovered.stream()
                        .map(partition -> registered(partition, found.get(partition.place())))
                        .toArray(CompletableFuture[]::new))
                .thenRun(() -> then.accept(recovered, found));
    }

    private List<KafkaPartition> wanted(List<KafkaPartition> fresh) {
        return closed
                ? List.of()
                : fresh.stream().filter(partition -> !partition.isLost()).toList();
    }

    /** A sink that was never subscribed begins where the log ended when it was. */
    private CompletableFuture<Void> registered(KafkaPartition partition, long end) {
        CompletableFuture<Void> registered = new CompletableFuture<>();
        if (partition.saved().isRegistered()) {
            registered.complete(null);
        } else {
            long begin = Math.min(end, begins.getOrDefault(partition.place(), end));
            Checkpoint first = new Checkpoint(begin, begin, Map.of(), Map.of(), Map.of(), List.of());
            checkpoints.save(partition, first, () -> registered.complete(null));
        }
        return registered;
    }

    /**
     * Completes once the sink is registered in all these partitions: those that nobody had before may have been
     * assigned to another process, which registers it there.
     */
    void awaitRegistration(List<TopicPartition> all, CompletableFuture<Void> registered) {
        threads.execute(() -> {
            while (!closed && !registered.isDone()) {
                try {
                    if (recovery.isRegistered(all)) {
                        registered.complete(null);
                        return;
                    }
                } catch (RuntimeException e) {
                    LOG.debug("Sink {} does not know yet where it is registered", sink, e);
                }
                Pauses.pause(LOOKS);
            }
        });
    }

    /** Ends what is in progress, soon but not at once: interrupted, Kafka's clients could not be closed. */
    @Override
    public void close() {
        closed = true;
        threads.shutdown();
    }
}
