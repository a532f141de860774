package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.StoreUnavailable;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka where partitions end at present. */
record LogEnds(Admin admin) {

    /**
     * The ends of what is appended, even if it is not committed yet: the high watermarks.
     *
     * @throws StoreUnavailable if Kafka does not answer in time
     */
    Map<TopicPartition, Long> appended(Collection<TopicPartition> partitions, Duration patience) {
        return ends(partitions, IsolationLevel.READ_UNCOMMITTED, patience);
    }

    /**
     * The ends of what can be read: what follows is not committed yet.
     *
     * @throws StoreUnavailable if Kafka does not answer in time
     */
    Map<TopicPartition, Long> readable(Collection<TopicPartition> partitions, Duration patience) {
        return ends(partitions, IsolationLevel.READ_COMMITTED, patience);
    }

    /**
     * The offset of the oldest record that is kept.
     *
     * @throws StoreUnavailable if Kafka does not answer in time
     */
    long first(TopicPartition partition, Duration patience) {
        return answer(
                        admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                                .all(),
                        patience)
                .get(partition)
                .offset();
    }

    private Map<TopicPartition, Long> ends(
            Collection<TopicPartition> partitions, IsolationLevel isolation, Duration patience) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        ListOffsetsOptions options = new ListOffsetsOptions(isolation).timeoutMs((int) patience.toMillis());
        Map<TopicPartition, Long> found = new HashMap<>();
        answer(admin.listOffsets(latest, options).all(), patience)
                .forEach((TopicPartition partition, ListOffsetsResult.ListOffsetsResultInfo end) ->
                        found.put(partition, end.offset()));
        return found;
    }

    /**
     * Waits for an answer of Kafka.
     *
     * @throws StoreUnavailable if it refuses or does not answer in time
     */
    static <T> T answer(KafkaFuture<T> future, Duration patience) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new StoreUnavailable("Kafka refuses: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new StoreUnavailable("Kafka does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted", e);
        }
    }
}
