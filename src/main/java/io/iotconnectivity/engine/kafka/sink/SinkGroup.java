package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.AssignedPartition;
import io.iotconnectivity.delivery.AssignmentListener;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.kafka.Lease;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.thread.NamedThread;
import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as a member of the consumer group of one sink. One thread uses the consumer: it is told which partitions
 * are ours, fetches their events into buffers, and renews the lease.
 */
final class SinkGroup implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(SinkGroup.class);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE_WITH_WORKERS = Duration.ofSeconds(15);
    private static final Duration PATIENCE_WITH_CHECKPOINTS = Duration.ofSeconds(10);
    private static final Duration CLOSES = Duration.ofSeconds(5);

    private final Sink sink;
    private final AssignmentListener listener;
    private final String topic;
    private final List<TopicPartition> all;
    private final OpenTicketKeys open;
    private final DisabledSinks disabled;
    private final Runnable grown;
    private final KafkaConsumer<String, byte[]> consumer;
    private final CheckpointLog checkpoints;
    private final Lease lease;
    private final LeaseRenewal renewal;
    private final Duration history;
    private final EventFetch fetch;
    private final PartitionRecoveries recoveries;
    private final Thread thread;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    private final Map<TopicPartition, KafkaPartition> partitions =
            new ConcurrentSkipListMap<>(Comparator.comparingInt(TopicPartition::partition));
    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private volatile Optional<ConsumerGroupMetadata> membership = Optional.empty();
    private volatile boolean leaving;
    private volatile boolean killed;
    /** Whether the listener has been told of the first assignment. */
    private boolean first;
    /** Whether a sink that is new is registered in the partitions that this process was assigned first. */
    private boolean registered;

    private boolean failing;

    /**
     * @param count how many partitions there are of the events
     * @param present where a new sink begins; empty: where partitions end when they are assigned
     */
    SinkGroup(
            Sink sink,
            AssignmentListener listener,
            int count,
            Map<TopicPartition, Long> present,
            SinkClients clients,
            Recovery recovery,
            LogEnds ends,
            OpenTicketKeys open,
            DisabledSinks disabled,
            Runnable grown) {
        String name = sink.name();
        this.sink = sink;
        this.listener = listener;
        this.topic = clients.settings().topic(Topics.EVENTS);
        this.all = IntStream.range(0, count)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        this.open = open;
        this.disabled = disabled;
        this.grown = grown;
        this.consumer = clients.member(name, sink.interval().isPresent());
        this.checkpoints = new CheckpointLog(name, clients, () -> membership);
        this.lease = new Lease(clients.session(), System::nanoTime);
        this.history = clients.settings().history();
        this.renewal = new LeaseRenewal(name, consumer, lease, clients.session());
        this.fetch = new EventFetch(name, consumer, partitions);
        this.recoveries = new PartitionRecoveries(name, present, recovery, ends, disabled, checkpoints);
        this.thread = NamedThread.daemon("sink-" + name + "-group", this::run);
    }

    void start() {
        checkpoints.start();
        thread.start();
    }

    /** Completes once the sink is registered everywhere and the listener has been told of the first assignment. */
    CompletableFuture<Void> subscribed() {
        return subscribed;
    }

    /** Saves what was handed to it and leaves the group. Completes once that is done. */
    CompletableFuture<Void> leave() {
        leaving = true;
        wake();
        return left;
    }

    /** Ends without telling anybody, as when the process is killed. */
    CompletableFuture<Void> kill() {
        killed = true;
        return leave();
    }

    /** Why nothing that this process does is saved, or it does nothing in a partition at present; empty if neither. */
    Optional<String> problem() {
        return checkpoints.problem().or(() -> partitions.values().stream()
                .map(KafkaPartition::problem)
                .flatMap(Optional::stream)
                .findFirst());
    }

    /** The listener of whoever receives the events. */
    AssignmentListener listener() {
        return listener;
    }

    /** Deletes everything that is stored of the sink in a partition, which is ours. */
    CompletableFuture<Boolean> delete(AssignedPartition partition) {
        return checkpoints.delete((KafkaPartition) partition);
    }

    private void run() {
        try {
            consumer.subscribe(List.of(topic), this);
            while (!leaving) {
                round();
            }
            register();
            saveTheLast();
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    /** A new sink that leaves before it is registered would begin later the next time than it did this time. */
    private void register() {
        long until = System.nanoTime() + PATIENCE_WITH_CHECKPOINTS.toNanos();
        while (!killed && !registered && System.nanoTime() < until) {
            round();
        }
    }

    private void saveTheLast() {
        CompletableFuture<Void> flushed = checkpoints.flushed();
        long until = System.nanoTime() + PATIENCE_WITH_CHECKPOINTS.toNanos();
        while (!killed && !flushed.isDone() && System.nanoTime() < until) {
            round();
        }
    }

    private void end() {
        partitions.values().forEach(KafkaPartition::lost);
        recoveries.close();
        checkpoints.close();
        try {
            CloseOptions options = CloseOptions.timeout(CLOSES);
            consumer.close(
                    killed
                            ? options.withGroupMembershipOperation(
                                    CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP)
                            : options);
        } catch (KafkaException e) {
            LOG.warn("Sink {} has not left its group and does once it is missed: {}", sink.name(), e.getMessage());
        }
        // Unsubscribed before it was assigned anything, which is no failure.
        subscribed.complete(null);
        left.complete(null);
    }

    private void round() {
        try {
            woken.set(false);
            for (Runnable message = mailbox.poll(); message != null; message = mailbox.poll()) {
                message.run();
            }
            fetch.aim();
            renewal.renew(partitions.values(), this::tell);
            fetch.lookAtEnds();
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            membership = member();
            fetch.keep(records);
            if (!records.isEmpty()) {
                grown.run();
            }
            failing = false;
        } catch (WakeupException e) {
            // There is something new to do.
        } catch (OffsetOutOfRangeException e) {
            mailbox.add(() -> e.offsetOutOfRangePartitions().forEach(fetch::outOfRange));
        } catch (InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            // Whatever it is: who gives up is a sink that receives nothing any more.
            if (!failing) {
                LOG.error("Sink {} receives no events at present and tries again: {}", sink.name(), e.getMessage(), e);
                failing = true;
            }
            Pauses.pause(PAUSE);
        }
    }

    /** Interrupts a poll, since there is something to do; at most one, however many ask for it. */
    private void wake() {
        if (woken.compareAndSet(false, true)) {
            consumer.wakeup();
        }
    }

    /** Without a generation, Kafka would let everything pass. */
    private Optional<ConsumerGroupMetadata> member() {
        return Optional.of(consumer.groupMetadata()).filter(metadata -> metadata.generationId() >= 0);
    }

    private void tell(List<KafkaPartition> confirmed) {
        boolean isNew = false;
        for (KafkaPartition partition : confirmed) {
            if (partition.isFetched() && !partition.isTold()) {
                partition.told();
                isNew = true;
            }
        }
        if (isNew && !leaving) {
            tell();
        }
    }

    private CompletableFuture<Void> tell() {
        List<AssignedPartition> told = new ArrayList<>();
        partitions.values().stream().filter(KafkaPartition::isTold).forEach(told::add);
        CompletableFuture<Void> ended = listener.assigned(told);
        if (told.size() == partitions.size() && !first) {
            first = true;
            recoveries.awaitRegistration(all, subscribed);
        }
        return ended;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
        consumer.pause(added);
        List<KafkaPartition> fresh = new ArrayList<>();
        for (TopicPartition place : added) {
            // Where it begins is saved elsewhere; without this, Kafka would look for an offset of the group.
            consumer.seek(place, 0);
            KafkaPartition partition = new KafkaPartition(
                    sink.name(), place, lease, new PartitionBuffer(this::wake), checkpoints, open, disabled, history);
            partitions.put(place, partition);
            fresh.add(partition);
        }
        membership = member();
        if (!fresh.isEmpty()) {
            recoveries.recover(fresh, (recovered, ends) -> {
                mailbox.add(() -> recovered(recovered, ends));
                wake();
            });
        } else {
            registered = true;
            if (!leaving && !first) {
                tell();
            }
        }
    }

    private void recovered(List<KafkaPartition> recovered, Map<TopicPartition, Long> ends) {
        for (KafkaPartition partition : recovered) {
            if (!partition.isLost()) {
                fetch.begin(partition, ends.get(partition.place()));
            }
        }
        registered = true;
        renewal.atOnce();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        membership = member();
        List<KafkaPartition> going = taken(revoked);
        going.forEach(partition -> partition.buffer().close());
        if (!leaving && going.stream().anyMatch(KafkaPartition::isTold)) {
            CompletableFuture<Void> ended = tell();
            renewal.await(ended, PATIENCE_WITH_WORKERS, () -> with(going));
            renewal.await(checkpoints.flushed(), PATIENCE_WITH_CHECKPOINTS, () -> with(going));
        }
        going.forEach(KafkaPartition::lost);
    }

    /** The session is over: others may have them already. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        lease.end();
        List<KafkaPartition> gone = taken(lost);
        gone.forEach(KafkaPartition::lost);
        if (!gone.isEmpty()) {
            LOG.warn(
                    "Sink {} was silent for too long and has lost its partitions; it asks for them again", sink.name());
            if (!leaving) {
                tell();
            }
        }
    }

    private List<KafkaPartition> taken(Collection<TopicPartition> places) {
        List<KafkaPartition> taken = new ArrayList<>();
        for (TopicPartition place : places) {
            Optional.ofNullable(partitions.remove(place)).ifPresent(taken::add);
        }
        return taken;
    }

    private List<KafkaPartition> with(List<KafkaPartition> going) {
        List<KafkaPartition> ours = new ArrayList<>(going);
        ours.addAll(partitions.values());
        return ours;
    }
}
