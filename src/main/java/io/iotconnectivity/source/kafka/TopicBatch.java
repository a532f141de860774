package io.iotconnectivity.source.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The records of one poll: which of them are durable, and where the next ones begin. */
final class TopicBatch {
    private final Consumer<?, ?> consumer;
    private final List<CompletableFuture<Void>> durable = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();

    TopicBatch(Consumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    boolean isOf(Consumer<?, ?> other) {
        return consumer == other;
    }

    /** Adds a record; those of a partition in their order. */
    void add(TopicPartition partition, long offset, CompletableFuture<Void> stored) {
        durable.add(stored);
        next.put(partition, new OffsetAndMetadata(offset + 1));
    }

    /**
     * Waits until all are durable, however long that takes.
     *
     * @throws ExecutionException if one cannot be stored
     */
    void awaitDurable() throws InterruptedException, ExecutionException {
        CompletableFuture.allOf(durable.toArray(CompletableFuture[]::new)).get();
    }

    /** Commits that they have been read. */
    void commit(Duration patience) {
        consumer.commitSync(next, patience);
    }
}
