package io.iotconnectivity.engine.kafka.sink;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the events of the partitions that are ours into their buffers, where these have room. Confined to the thread
 * that uses the consumer.
 */
final class EventFetch {
    private static final Logger LOG = LoggerFactory.getLogger(EventFetch.class);

    private static final Duration ANSWERS = Duration.ofSeconds(5);
    /** The end of a partition that is not fetched at present is looked up this often. */
    private static final Duration LOOKS = Duration.ofSeconds(5);

    private final String sink;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<TopicPartition, KafkaPartition> partitions;
    private long looked;

    /**
     * @param partitions those that are ours at present
     */
    EventFetch(String sink, KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, KafkaPartition> partitions) {
        this.sink = sink;
        this.consumer = consumer;
        this.partitions = partitions;
    }

    /**
     * Begins to fetch a partition after its last checkpoint.
     *
     * @param end its present end
     */
    void begin(KafkaPartition partition, long end) {
        long cursor = partition.saved().cursor();
        if (cursor > end) {
            tellLostEnd(partition.place(), cursor, end);
        }
        partition.buffer().begin(cursor, end);
        consumer.seek(partition.place(), Math.min(cursor, end));
        partition.ready();
    }

    /** Fetches where readers are, and nothing where they are behind. */
    void aim() {
        for (KafkaPartition partition : partitions.values()) {
            if (partition.isFetched()) {
                OptionalLong wanted = partition.buffer().takeWanted();
                wanted.ifPresent(position -> consumer.seek(partition.place(), position));
                List<TopicPartition> place = List.of(partition.place());
                if (partition.buffer().isFull()) {
                    consumer.pause(place);
                } else {
                    consumer.resume(place);
                }
            }
        }
    }

    /** Keeps what was fetched. */
    void keep(ConsumerRecords<String, byte[]> records) {
        for (KafkaPartition partition : partitions.values()) {
            if (partition.isFetched()) {
                TopicPartition place = partition.place();
                long position = consumer.position(place);
                long lag = consumer.currentLag(place).orElse(0);
                partition.fetched(records.records(place));
                partition.buffer().add(records.records(place), position, position + lag);
            }
        }
    }

    /** Kafka has nothing at the offset from which a partition is to be fetched. */
    void outOfRange(TopicPartition place, long offset) {
        long begin = consumer.beginningOffsets(List.of(place), ANSWERS).get(place);
        if (offset < begin) {
            LOG.error(
                    "Sink {} has lost the events from offset {} to {} of {}: Kafka has deleted them, since they were"
                            + " older than engine.history",
                    sink,
                    offset,
                    begin,
                    place);
            consumer.seek(place, begin);
        } else {
            long end = consumer.endOffsets(List.of(place), ANSWERS).get(place);
            tellLostEnd(place, offset, end);
            consumer.seek(place, end);
        }
    }

    private void tellLostEnd(TopicPartition place, long offset, long end) {
        LOG.error(
                "Sink {} is at offset {} of {}, which ends at {}: the topic was deleted or has lost its end. The"
                        + " sink receives what comes after that offset; forget it to begin at the end",
                sink,
                offset,
                place,
                end);
    }

    /** Learns now and then how much waits where nothing is fetched. */
    void lookAtEnds() {
        long now = System.nanoTime();
        if (now - looked < LOOKS.toNanos()) {
            return;
        }
        looked = now;
        List<TopicPartition> behind = partitions.values().stream()
                .filter(partition -> partition.isFetched() && partition.buffer().isFull())
                .map(KafkaPartition::place)
                .toList();
        if (!behind.isEmpty()) {
            consumer.endOffsets(behind, ANSWERS)
                    .forEach((place, end) -> partitions.get(place).buffer().ends(end));
        }
    }
}
