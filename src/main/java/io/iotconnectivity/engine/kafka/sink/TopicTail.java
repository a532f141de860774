package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.StoreUnavailable;
import io.iotconnectivity.thread.NamedThread;
import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all of a topic, from its beginning, and goes on with what is appended to it. Thread-safe. */
final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSES = Duration.ofSeconds(5);

    private final List<TopicPartition> partitions;
    private final KafkaConsumer<String, byte[]> consumer;
    private final LogEnds ends;
    private final Consumer<ConsumerRecord<String, byte[]>> reader;
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param reader receives the committed records, each partition's in order; on one thread
     */
    TopicTail(
            String topic,
            int partitions,
            SinkClients clients,
            LogEnds ends,
            Consumer<ConsumerRecord<String, byte[]>> reader) {
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        this.consumer = clients.reader();
        this.ends = ends;
        this.reader = reader;
        this.thread = NamedThread.daemon("tail-" + topic, this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Waits until everything has been read that is in the topic now, even if it is not committed yet.
     *
     * @throws StoreUnavailable if that takes longer than this
     */
    void catchUp(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        Map<TopicPartition, Long> there = ends.appended(partitions, patience);
        synchronized (positions) {
            while (!hasRead(there)) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0 || closed) {
                    throw new StoreUnavailable("topic "
                            + partitions.get(0).topic()
                            + " cannot be read to its end: Kafka does not answer, or a transaction is still open");
                }
                try {
                    positions.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new StoreUnavailable("interrupted", e);
                }
            }
        }
    }

    private boolean hasRead(Map<TopicPartition, Long> there) {
        return there.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    private void run() {
        try {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                round();
            }
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
        } finally {
            SinkClients.close(consumer);
        }
    }

    private void round() {
        try {
            consumer.poll(POLL).forEach(this::read);
            partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
            synchronized (positions) {
                positions.notifyAll();
            }
        } catch (WakeupException e) {
            // It is being closed.
        } catch (InterruptException e) {
            throw e;
        } catch (OffsetOutOfRangeException e) {
            LOG.error(
                    "Topic {} was made anew, and is read from its beginning",
                    partitions.get(0).topic());
            consumer.seekToBeginning(e.partitions());
        } catch (KafkaException e) {
            LOG.error(
                    "Topic {} cannot be read and is tried again: {}",
                    partitions.get(0).topic(),
                    e.getMessage());
            Pauses.pause(PAUSE);
        }
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        try {
            reader.accept(record);
        } catch (RuntimeException e) {
            LOG.error("A record of topic {} at {} cannot be read", record.topic(), record.offset(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(CLOSES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
