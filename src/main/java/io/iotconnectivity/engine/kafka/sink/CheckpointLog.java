package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.thread.NamedThread;
import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the checkpoints of one sink in transactions that also move the offset of its consumer group, so Kafka refuses
 * those of a process that is no longer a member. What is refused because the group has just been divided anew is tried
 * again for the partitions that this process has kept.
 */
final class CheckpointLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointLog.class);

    /** Transactions cost the cluster the same, however little they hold. */
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LOOKS = Duration.ofMillis(500);
    private static final Duration CLOSES = Duration.ofSeconds(5);
    private static final int MOST_AT_ONCE = 200;

    private static final Waiting NOTHING = new Waiting(Optional.empty(), 0, List.of(), () -> {}, () -> {});

    private final String sink;
    private final Supplier<KafkaProducer<String, byte[]>> producers;
    private final Supplier<Optional<ConsumerGroupMetadata>> membership;
    private final CheckpointRecords records;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private Optional<KafkaProducer<String, byte[]>> producer = Optional.empty();
    private volatile Optional<String> problem = Optional.empty();
    private long last;
    private volatile boolean closed;

    /**
     * Something to be saved.
     *
     * @param partition absent if it only tells that everything before it is done
     * @param applied run once it is durable, before {@code then}
     * @param then run once it is durable or never will be
     */
    private record Waiting(
            Optional<KafkaPartition> partition,
            long cursor,
            List<ProducerRecord<String, byte[]>> records,
            Runnable applied,
            Runnable then) {

        boolean isLost() {
            return partition.isEmpty() || partition.get().isLost();
        }
    }

    /**
     * @param membership as which member of the group we save; what this process has lost is marked as such before a
     *     later membership can be seen
     */
    CheckpointLog(String sink, SinkClients clients, Supplier<Optional<ConsumerGroupMetadata>> membership) {
        this.sink = sink;
        this.producers = () -> clients.transactions(sink);
        this.membership = membership;
        this.records = new CheckpointRecords(sink, clients.settings());
        this.thread = NamedThread.daemon("sink-" + sink + "-checkpoints", this::run);
    }

    void start() {
        thread.start();
    }

    /** See {@link io.iotconnectivity.delivery.AssignedPartition#save}. */
    void save(KafkaPartition partition, Checkpoint checkpoint, Runnable then) {
        add(new Waiting(
                Optional.of(partition),
                checkpoint.cursor(),
                records.of(checkpoint, partition.place().partition()),
                () -> partition.saved().save(checkpoint),
                then));
    }

    /** Deletes everything stored about a partition. */
    CompletableFuture<Boolean> delete(KafkaPartition partition) {
        CompletableFuture<Boolean> deleted = new CompletableFuture<>();
        add(new Waiting(
                Optional.of(partition),
                partition.saved().cursor(),
                records.deleting(partition.saved(), partition.place().partition()),
                () -> deleted.complete(true),
                () -> deleted.complete(false)));
        return deleted;
    }

    /** Completes once everything before this call is durable or never will be. */
    CompletableFuture<Void> flushed() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        add(new Waiting(Optional.empty(), 0, List.of(), () -> {}, () -> done.complete(null)));
        return done;
    }

    private void add(Waiting waiting) {
        queue.add(waiting);
        if (closed && queue.remove(waiting)) {
            waiting.then().run();
        }
    }

    private void run() {
        try {
            while (!closed) {
                Waiting first = queue.poll(LOOKS.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<Waiting> batch = new ArrayList<>(List.of(first));
                    long due = last + BETWEEN.toNanos() - System.nanoTime();
                    if (due > 0) {
                        TimeUnit.NANOSECONDS.sleep(due);
                    }
                    queue.drainTo(batch, MOST_AT_ONCE);
                    saveAll(batch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
                next.then().run();
            }
            replaceProducer();
        }
    }

    private void saveAll(List<Waiting> batch) {
        boolean done = false;
        while (!done && !closed) {
            // Before it is looked what is lost: a membership must not be newer than that.
            Optional<ConsumerGroupMetadata> member = membership.get();
            List<Waiting> ours = batch.stream().filter(one -> !one.isLost()).toList();
            done = ours.isEmpty() || isSaved(ours, member);
            if (!done) {
                Pauses.pause(PAUSE);
            }
        }
        batch.forEach(one -> one.then().run());
    }

    private boolean isSaved(List<Waiting> ours, Optional<ConsumerGroupMetadata> member) {
        if (member.isEmpty()) {
            return false;
        }
        try {
            transact(ours, member.get());
            last = System.nanoTime();
            ours.forEach(one -> one.applied().run());
            if (problem.isPresent()) {
                LOG.info("Sink {} saves its progress again", sink);
                problem = Optional.empty();
            }
            return true;
        } catch (KafkaException | IllegalStateException e) {
            failed(e);
            return false;
        }
    }

    private void transact(List<Waiting> ours, ConsumerGroupMetadata member) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        KafkaProducer<String, byte[]> to = producer();
        to.beginTransaction();
        for (Waiting one : ours) {
            one.records().forEach(to::send);
            offsets.put(one.partition().orElseThrow().place(), new OffsetAndMetadata(one.cursor()));
        }
        to.sendOffsetsToTransaction(offsets, member);
        commit(to);
    }

    /** A commit that has taken too long may have succeeded, which only another try tells. */
    private void commit(KafkaProducer<String, byte[]> to) {
        while (true) {
            try {
                to.commitTransaction();
                return;
            } catch (TimeoutException e) {
                if (closed) {
                    throw e;
                }
            }
        }
    }

    private KafkaProducer<String, byte[]> producer() {
        if (producer.isEmpty()) {
            KafkaProducer<String, byte[]> created = producers.get();
            producer = Optional.of(created);
            created.initTransactions();
        }
        return producer.get();
    }

    private void failed(RuntimeException why) {
        if (why instanceof CommitFailedException) {
            // As whenever partitions are assigned anew.
            LOG.debug("Sink {} saves its progress once it knows what has become of its group", sink, why);
        } else {
            String words = "sink " + sink + " cannot save its progress and tries again: " + reason(why);
            if (problem.isEmpty()) {
                LOG.warn(words);
            } else {
                LOG.debug(words, why);
            }
            problem = Optional.of(words);
        }
        try {
            producer.ifPresent(KafkaProducer::abortTransaction);
        } catch (KafkaException | IllegalStateException e) {
            // Only a new one can go on.
            replaceProducer();
        }
    }

    /** What the transaction fails on has a cause of its own. */
    private static String reason(RuntimeException why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return cause.getMessage()
                        + " Set max.message.bytes of the topics to what they need: doctor prints the command";
            }
        }
        return why.getMessage();
    }

    /** Why nothing is saved at present; empty if it is, or there is nothing to save. */
    Optional<String> problem() {
        return problem;
    }

    private void replaceProducer() {
        producer.ifPresent(old -> old.close(Duration.ZERO));
        producer = Optional.empty();
    }

    /** What is not saved by now never will be. */
    @Override
    public void close() {
        closed = true;
        // Wakes the thread. Interrupted, the producer could not be closed.
        queue.add(NOTHING);
        try {
            thread.join(CLOSES.toMillis());
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
