package io.iotconnectivity.source.kafka;

import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Tells after each poll whether Kafka answers: a poll itself just returns nothing while the brokers are away or the topic
 * does not exist. Confined to the thread that polls.
 */
final class WatchedConsumer extends KafkaConsumer<byte[], byte[]> {
    private static final Duration LOOKS = Duration.ofSeconds(5);
    private static final Duration ANSWERS = Duration.ofSeconds(5);
    /** Whoever polls after a failure connects anew. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String topic;
    private final TopicReads reads;
    private long looked = System.nanoTime() - LOOKS.toNanos();

    WatchedConsumer(Map<String, Object> properties, String topic, TopicReads reads) {
        super(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.topic = topic;
        this.reads = reads;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            if (!records.isEmpty()) {
                reads.received();
            }
            if (records.isEmpty() && System.nanoTime() - looked >= LOOKS.toNanos()) {
                look();
                looked = System.nanoTime();
            }
            return records;
        } catch (WakeupException | InterruptException stopped) {
            throw stopped;
        } catch (KafkaException e) {
            reads.failed(e);
            Pauses.pause(PAUSE);
            // Camel gives up for good when it is refused; but a password may be changed at both ends.
            throw e instanceof AuthenticationException ? new KafkaException(e.getMessage(), e) : e;
        }
    }

    private void look() {
        Set<TopicPartition> ours = assignment();
        if (ours.isEmpty()) {
            // Others may read all of it.
            if (partitionsFor(topic, ANSWERS).isEmpty()) {
                throw new UnknownTopicOrPartitionException("topic " + topic + " does not exist");
            }
            reads.answered(0);
            return;
        }
        Map<TopicPartition, Long> ends = endOffsets(ours, ANSWERS);
        reads.answered(ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - position(end.getKey(), ANSWERS)))
                .sum());
    }
}
