package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.Leadership;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.thread.NamedThread;
import io.iotconnectivity.thread.Pauses;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one node the leader: the one that is assigned the only partition of the topic {@code effects}. It passes the
 * questions of the rules on, each at least once.
 *
 * <p>An assignment alone proves nothing about the present: a process that was stopped for a while learns only later that
 * it has been replaced. So the leader leads by a {@link LeaderTerm}, which each commit prolongs that Kafka accepts from
 * it; Kafka waits for longer than that before it replaces a silent leader.
 */
final class Leader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leader.class);
    /** After this time without a sign of life, Kafka replaces the leader. */
    private static final Duration SESSION = Duration.ofSeconds(10);

    private static final Duration BEATS = Duration.ofSeconds(2);
    private static final Duration POLLS = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration CLOSES = Duration.ofSeconds(5);
    /** What the last leader may have passed on, and not been answered. */
    private static final Duration UNANSWERED = Duration.ofMinutes(1);

    private final TopicPartition partition;
    private final Map<String, Object> properties;
    private final BiPredicate<Effect, Instant> answered;
    private final Clock clock;
    private final LeaderTerm term = new LeaderTerm(new Lease(SESSION, System::nanoTime));
    private final Thread thread = NamedThread.daemon("leader", this::run);
    private volatile Optional<Consumer<Effect>> asker = Optional.empty();
    private volatile boolean closed;

    private volatile KafkaConsumer<String, byte[]> consumer;
    // Confined to the thread.
    private boolean assigned;
    /** Up to there, an earlier leader has passed them on. */
    private long passedOn;

    private long nextBeat;

    /**
     * @param answered whether a question is known to be no longer open, by what is known of its device from that time on
     */
    Leader(ClusterSettings settings, BiPredicate<Effect, Instant> answered, Clock clock) {
        this.partition = new TopicPartition(settings.topic(Topics.EFFECTS), 0);
        this.answered = answered;
        this.clock = clock;
        this.properties = new HashMap<>(settings.client());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.leaderGroup());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.clientId("leader"));
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) BEATS.toMillis());
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
        // Nodes that come and go leave the partition where it is.
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
    }

    void start() {
        term.start();
        thread.start();
    }

    Leadership leadership() {
        return term;
    }

    /** Passes questions on from now on; what has been asked before then waits. */
    void answerWith(Consumer<Effect> answerer) {
        asker = Optional.of(answerer);
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<String, byte[]> opened =
                    new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer = opened;
                opened.subscribe(List.of(partition.topic()), new Assignment());
                while (!closed) {
                    step();
                }
                leave();
            } catch (WakeupException | InterruptException e) {
                leave();
            } catch (KafkaException e) {
                leave();
                LOG.warn("Whether this node leads cannot be determined, so it does not: {}", e.getMessage());
                Pauses.pause(RETRY);
            } catch (RuntimeException e) {
                leave();
                LOG.error("Whether this node leads cannot be determined, so it does not", e);
                Pauses.pause(RETRY);
            }
        }
    }

    private void step() {
        if (assigned && (asker.isEmpty() || !term.leads())) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.assignment());
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLLS)) {
            if (!assigned) {
                break;
            }
            if (!term.leads()) {
                // Not asked, so not to be committed either; read again once it is proven who leads.
                consumer.seek(partition, record.offset());
                break;
            }
            passOn(record);
        }
        if (assigned && System.nanoTime() - nextBeat >= 0) {
            beat();
        }
    }

    private void passOn(ConsumerRecord<String, byte[]> record) {
        try {
            Effect effect = EffectTopic.read(record.key(), record.value());
            // One that has not been passed on yet may have come before what this node knows of its device.
            Instant since = record.offset() < passedOn ? Instant.MIN : Instant.ofEpochMilli(record.timestamp());
            if (!answered.test(effect, since)) {
                asker.orElseThrow().accept(effect);
            }
        } catch (MalformedRecord e) {
            LOG.error(
                    "A question about {} is not asked, because it cannot be read: {}",
                    Printable.of(String.valueOf(record.key())),
                    e.getMessage());
        } catch (RuntimeException e) {
            // Harmless: no verdict waits for ever for an answer.
            LOG.error("The query about {} failed", Printable.of(String.valueOf(record.key())), e);
        }
    }

    /** Commits what has been passed on, which proves that this node is still the leader. */
    private void beat() {
        long asked = term.now();
        try {
            long next = Math.max(passedOn, consumer.position(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)), SESSION);
            passedOn = next;
            term.provenAt(asked);
            nextBeat = System.nanoTime() + BEATS.toNanos();
        } catch (RebalanceInProgressException e) {
            LOG.debug("The next poll tells who leads", e);
        } catch (CommitFailedException e) {
            LOG.info("Another node leads");
            leave();
        }
    }

    private void leave() {
        assigned = false;
        term.end();
    }

    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            if (added.contains(partition)) {
                passedOn = Optional.ofNullable(
                                consumer.committed(Set.of(partition)).get(partition))
                        .map(OffsetAndMetadata::offset)
                        .orElse(0L);
                OffsetAndTimestamp recent = consumer.offsetsForTimes(Map.of(
                                partition, clock.instant().minus(UNANSWERED).toEpochMilli()))
                        .get(partition);
                if (recent != null && recent.offset() < passedOn) {
                    consumer.seek(partition, recent.offset());
                }
                assigned = true;
                nextBeat = System.nanoTime();
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            if (revoked.contains(partition)) {
                leave();
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            leave();
        }
    }

    @Override
    public void close() {
        closed = true;
        Optional.ofNullable(consumer).ifPresent(KafkaConsumer::wakeup);
        try {
            thread.join(CLOSES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        term.close();
    }
}
