package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.AssignmentListener;
import io.iotconnectivity.delivery.DeliveryStore;
import io.iotconnectivity.delivery.Forgotten;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.StoreUnavailable;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.kafka.AddressedEvents;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.SignalLog;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What delivery stores, in topics that all processes of an installation share. Each sink has a consumer group, which
 * divides the partitions of the events among the processes.
 */
public final class KafkaDeliveryStore implements DeliveryStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeliveryStore.class);

    /** How long after its last sign of life a process loses its partitions. */
    static final Duration SESSION = Duration.ofSeconds(10);

    private static final Duration ANSWERS = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration CLOSES = Duration.ofSeconds(20);

    private final ClusterSettings settings;
    private final SinkClients clients;
    private final Admin admin;
    private final LogEnds ends;
    private final SignalLog log;
    private final int partitions;
    private final OpenTicketKeys open;
    private final DisabledSinks disabled;
    private final Map<String, SinkGroup> groups = new HashMap<>();
    /** By the name of a sink: completes when nothing of its last subscription is in progress any more. */
    private final Map<String, CompletableFuture<?>> endings = new HashMap<>();

    private volatile Runnable grown = () -> {};
    private boolean closed;

    private KafkaDeliveryStore(SinkClients clients, Admin admin, SignalLog log, int partitions) {
        this.settings = clients.settings();
        this.clients = clients;
        this.admin = admin;
        this.ends = new LogEnds(admin);
        this.log = log;
        this.partitions = partitions;
        this.open = new OpenTicketKeys(clients, ends, partitions);
        this.disabled = new DisabledSinks(clients, ends, log, this::enabled);
    }

    /**
     * Connects to Kafka, where all topics must be.
     *
     * @throws StoreException if Kafka does not answer, or a topic is missing
     */
    public static KafkaDeliveryStore open(ClusterSettings settings) {
        return open(settings, SESSION);
    }

    static KafkaDeliveryStore open(ClusterSettings settings, Duration session) {
        SinkClients clients = new SinkClients(settings, session);
        Admin admin = Admin.create(clients.admin());
        try {
            String topic = settings.topic(Topics.EVENTS);
            int partitions = partitions(admin, topic);
            return new KafkaDeliveryStore(clients, admin, SignalLog.open(settings), partitions);
        } catch (StoreUnavailable e) {
            admin.close(Duration.ZERO);
            throw new StoreException("the topics of the sinks cannot be opened: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
    }

    /** Not every broker knows at once of a topic that has just been created. */
    private static int partitions(Admin admin, String topic) {
        long until = System.nanoTime() + ANSWERS.toNanos();
        while (true) {
            try {
                return LogEnds.answer(admin.describeTopics(List.of(topic)).allTopicNames(), ANSWERS)
                        .get(topic)
                        .partitions()
                        .size();
            } catch (StoreUnavailable e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() - until > 0) {
                    throw e;
                }
                Pauses.pause(PAUSE);
            }
        }
    }

    /**
     * From now on tells when events have come in for sinks of this process.
     *
     * @param wake must not block
     */
    public void whenGrown(Runnable wake) {
        grown = wake;
    }

    /** Why what a sink of this process does is not saved, or it does nothing in a partition at present; empty if neither. */
    public synchronized Optional<String> problem() {
        return groups.values().stream()
                .map(SinkGroup::problem)
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public synchronized CompletableFuture<Void> subscribe(Sink sink, AssignmentListener listener) {
        unsubscribe(sink.name());
        // Now: until the group has assigned the partitions, more events come that are for a new sink, too.
        Map<TopicPartition, Long> present = presentEnds(sink);
        return ended(sink.name())
                .thenCompose(ended -> join(sink, listener, present).subscribed());
    }

    /** Where a sink begins that nobody has subscribed before; empty if Kafka does not tell at present. */
    private Map<TopicPartition, Long> presentEnds(Sink sink) {
        String topic = settings.topic(Topics.EVENTS);
        try {
            return ends.readable(
                    IntStream.range(0, partitions)
                            .mapToObj(number -> new TopicPartition(topic, number))
                            .toList(),
                    ANSWERS);
        } catch (StoreUnavailable e) {
            LOG.warn(
                    "Sink {}, if it is new, begins with the events after Kafka is back: {}",
                    sink.name(),
                    e.getMessage());
            return Map.of();
        }
    }

    private synchronized SinkGroup join(Sink sink, AssignmentListener listener, Map<TopicPartition, Long> present) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        SinkGroup group = member(sink, listener, present);
        groups.put(sink.name(), group);
        group.start();
        return group;
    }

    private SinkGroup member(Sink sink, AssignmentListener listener, Map<TopicPartition, Long> present) {
        Recovery recovery = new Recovery(sink.name(), clients, admin, ends);
        return new SinkGroup(
                sink, listener, partitions, present, clients, recovery, ends, open, disabled, () -> grown.run());
    }

    @Override
    public synchronized void unsubscribe(String sink) {
        Optional.ofNullable(groups.remove(sink)).ifPresent(group -> endings.put(sink, group.leave()));
    }

    private CompletableFuture<?> ended(String sink) {
        return endings.getOrDefault(sink, CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletableFuture<Boolean> enable(String sink) {
        return disabled.enable(sink);
    }

    private void enabled(String sink) {
        Optional<SinkGroup> group;
        synchronized (this) {
            group = Optional.ofNullable(groups.get(sink));
        }
        group.ifPresent(member -> member.listener().enabled());
    }

    @Override
    public CompletableFuture<Void> address(String sink, List<Event> events) {
        return CompletableFuture.allOf(events.stream()
                .map(event -> log.append(AddressedEvents.record(settings, sink, event)))
                .toArray(CompletableFuture[]::new));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Deleted by a member of the sink's group like any other, so nothing can be saved meanwhile. While the sink is
     * attached to another process, nothing is deleted either. Its dead letters are deleted, and counted, by those who
     * keep them.
     */
    @Override
    public synchronized CompletableFuture<Optional<Forgotten>> forget(String sink, BooleanSupplier attached) {
        if (attached.getAsBoolean()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        ForgetKafkaSink forgetting = new ForgetKafkaSink(sink, clients, admin, log, disabled, partitions);
        CompletableFuture<Optional<Forgotten>> forgotten = ended(sink)
                .thenApplyAsync(ended -> forgetting.isAttached() || attached.getAsBoolean())
                .thenCompose(isAttached -> isAttached
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : forgetting.forget((deleted, listener) -> member(deleted, listener, Map.of())));
        endings.put(sink, forgotten.handle((done, failure) -> null));
        return forgotten;
    }

    /** Ends as when the process is killed: other processes learn of it once it is missed. */
    void kill() {
        List<SinkGroup> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(groups.values());
            groups.clear();
        }
        all.forEach(group -> group.kill().join());
        closeRest();
    }

    /** Saves what was handed to it, and leaves all groups. */
    @Override
    public void close() {
        CompletableFuture<?>[] left;
        synchronized (this) {
            closed = true;
            List.copyOf(groups.keySet()).forEach(this::unsubscribe);
            left = endings.values().toArray(CompletableFuture[]::new);
        }
        CompletableFuture.allOf(left)
                .handle((done, failure) -> null)
                .completeOnTimeout(null, CLOSES.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        closeRest();
    }

    private void closeRest() {
        log.close();
        disabled.close();
        open.close();
        admin.close(Duration.ZERO);
    }
}
