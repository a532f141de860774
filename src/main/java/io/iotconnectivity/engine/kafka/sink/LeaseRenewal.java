package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.engine.kafka.Lease;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the lease of a sink by committing the offsets of the last checkpoint, which the group accepts from its members
 * only. (Nobody reads these offsets but tools that show a lag.) Used by the thread of the consumer alone.
 */
final class LeaseRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewal.class);
    private static final int RENEWALS_OF_A_SESSION = 8;

    private final String sink;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Lease lease;
    private final Duration every;
    private boolean atOnce;
    private long renewed;

    /**
     * @param session how long a process is a member after its last sign of life
     */
    LeaseRenewal(String sink, KafkaConsumer<String, byte[]> consumer, Lease lease, Duration session) {
        this.sink = sink;
        this.consumer = consumer;
        this.lease = lease;
        this.every = session.dividedBy(RENEWALS_OF_A_SESSION);
    }

    /** There is something new to renew it for. */
    void atOnce() {
        atOnce = true;
    }

    /**
     * Renews it if it is time.
     *
     * @param ours the partitions of this process
     * @param confirmed is told, later, which of them the group has accepted
     */
    void renew(Collection<KafkaPartition> ours, Consumer<List<KafkaPartition>> confirmed) {
        long now = System.nanoTime();
        if (!atOnce && now - renewed < every.toNanos()) {
            return;
        }
        List<KafkaPartition> covered =
                ours.stream().filter(KafkaPartition::isFetched).toList();
        if (!covered.isEmpty()) {
            renewed = now;
            atOnce = false;
            long sent = lease.now();
            consumer.commitAsync(offsets(covered), (offsets, failure) -> {
                if (failure == null) {
                    lease.renewed(sent);
                    confirmed.accept(covered);
                } else {
                    LOG.debug("Sink {} has not renewed its lease", sink, failure);
                    atOnce = true;
                }
            });
        }
    }

    /**
     * Waits for what must end before others may have partitions; the lease is kept meanwhile.
     *
     * @param ours the partitions that are still those of this process
     */
    void await(Future<Void> end, Duration patience, Supplier<List<KafkaPartition>> ours) {
        long until = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < until) {
            try {
                end.get(Math.max(1, every.toMillis()), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                renewAndWait(ours.get());
            } catch (ExecutionException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        LOG.warn("Sink {} gives partitions away although their work has not ended", sink);
    }

    private void renewAndWait(List<KafkaPartition> ours) {
        long sent = lease.now();
        try {
            consumer.commitSync(
                    offsets(ours.stream().filter(KafkaPartition::isFetched).toList()), every);
            lease.renewed(sent);
        } catch (KafkaException e) {
            LOG.debug("Sink {} has not renewed its lease", sink, e);
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Collection<KafkaPartition> of) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        of.forEach(partition -> offsets.put(
                partition.place(), new OffsetAndMetadata(partition.saved().cursor())));
        return offsets;
    }
}
