package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.MalformedRecord;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is committed in partitions that nobody appends to any more. */
record TopicReading(SinkClients clients, LogEnds ends) {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReading.class);
    private static final Duration ANSWERS = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STANDSTILL = Duration.ofMinutes(1);

    /** Where a partition ends. */
    long end(TopicPartition partition) {
        return ends.readable(List.of(partition), ANSWERS).get(partition);
    }

    /** The offset of the oldest record that Kafka still has. */
    long begin(TopicPartition partition) {
        return ends.first(partition, ANSWERS);
    }

    /** Passes on a whole partition. */
    void all(TopicPartition partition, Consumer<ConsumerRecord<String, byte[]>> each) {
        range(partition, 0, end(partition), each);
    }

    /** Passes on the records from one offset to before another, as far as Kafka still has them. */
    void range(TopicPartition partition, long from, long until, Consumer<ConsumerRecord<String, byte[]>> each) {
        if (from >= until) {
            return;
        }
        KafkaConsumer<String, byte[]> consumer = clients.reader();
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, Math.max(begin(partition), from));
            long moved = System.nanoTime();
            while (consumer.position(partition) < until) {
                List<ConsumerRecord<String, byte[]>> records =
                        consumer.poll(POLL).records(partition);
                for (ConsumerRecord<String, byte[]> record : records) {
                    if (record.offset() < until) {
                        each.accept(record);
                    }
                }
                if (!records.isEmpty()) {
                    moved = System.nanoTime();
                } else if (System.nanoTime() - moved > STANDSTILL.toNanos()) {
                    throw new StoreException("engine=kafka: " + partition + " cannot be read beyond offset "
                            + consumer.position(partition) + "; is a broker away?");
                }
            }
        } finally {
            SinkClients.close(consumer);
        }
    }

    /** A record cannot be read, by us or by anybody else. */
    static void passedOver(ConsumerRecord<String, byte[]> record, MalformedRecord why) {
        LOG.warn(
                "Record {} of {}-{} stays behind, because it cannot be read: {}",
                record.offset(),
                record.topic(),
                record.partition(),
                why.getMessage());
    }
}
