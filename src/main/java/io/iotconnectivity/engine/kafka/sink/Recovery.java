package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.StoreUnavailable;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is saved about a sink. It begins when the group has assigned the partitions to us, so no checkpoint of
 * another process can be accepted any more. One that was accepted may still be in an open transaction: its offsets tell,
 * and these are waited for first. Then the rows are read up to the high watermark, because the last stable offset hides
 * what was committed after the beginning of an open transaction, such as that of a writer that has crashed.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration REPORTS = Duration.ofSeconds(30);

    private final String sink;
    private final SinkClients clients;
    private final Admin admin;
    private final LogEnds ends;

    Recovery(String sink, SinkClients clients, Admin admin, LogEnds ends) {
        this.sink = sink;
        this.clients = clients;
        this.admin = admin;
        this.ends = ends;
    }

    /** Where a row is. */
    private record Place(int partition, String key) {}

    /**
     * Reads what is saved in partitions of the events.
     *
     * @param needed whether it is still of use
     * @return by the number of the partition; empty if it is of no use any more
     * @throws StoreUnavailable if Kafka does not answer, or this version cannot read how far the sink has come,
     *     or what a later version has saved
     */
    Map<Integer, SavedState> read(List<TopicPartition> places, BooleanSupplier needed) {
        awaitStable(places, needed);
        List<TopicPartition> rows = places.stream()
                .map(place -> new TopicPartition(clients.settings().topic(Topics.SINKS), place.partition()))
                .toList();
        Map<TopicPartition, Long> until = ends.appended(rows, PATIENCE);
        Map<Integer, SavedState> states = new HashMap<>();
        places.forEach(place -> states.put(place.partition(), new SavedState()));
        Map<Place, String> unreadable = new HashMap<>();
        KafkaConsumer<String, byte[]> consumer = clients.reader();
        try {
            consumer.assign(rows);
            consumer.seekToBeginning(rows);
            SinkRecords format = new SinkRecords(sink);
            long reported = System.nanoTime();
            while (needed.getAsBoolean() && rows.stream().anyMatch(row -> consumer.position(row) < until.get(row))) {
                consumer.poll(POLL).forEach(record -> read(record, format, states, unreadable));
                reported = reported(reported);
            }
        } finally {
            SinkClients.close(consumer);
        }
        if (!unreadable.isEmpty()) {
            // It would count as a sink that was never subscribed, whose waiting events are forgotten.
            throw new StoreUnavailable("how far it has come, or what it has saved, cannot be read by this version: "
                    + unreadable.values() + "; run the version that wrote it, or a later one");
        }
        return needed.getAsBoolean() ? states : Map.of();
    }

    /** Waits until no accepted checkpoint is in an open transaction any more. */
    private void awaitStable(List<TopicPartition> places, BooleanSupplier needed) {
        long reported = System.nanoTime();
        Duration pause = SHORTEST_PAUSE;
        // Kafka leaves out what an open transaction changes.
        while (needed.getAsBoolean() && !offsets(places, true).keySet().containsAll(places)) {
            Pauses.pause(pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
            reported = reported(reported);
        }
    }

    private long reported(long last) {
        long now = System.nanoTime();
        if (now - last < REPORTS.toNanos()) {
            return last;
        }
        LOG.warn("Sink {} still waits for Kafka to send what it has saved, or to end an open transaction", sink);
        return now;
    }

    /**
     * Whether the sink is registered in all partitions, by whichever process: registering moves the offset of the group.
     *
     * @throws StoreUnavailable if Kafka does not answer
     */
    boolean isRegistered(List<TopicPartition> places) {
        Map<TopicPartition, OffsetAndMetadata> offsets = offsets(places, false);
        return places.stream().allMatch(place -> offsets.get(place) != null);
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(List<TopicPartition> places, boolean stable) {
        ListConsumerGroupOffsetsSpec spec = new ListConsumerGroupOffsetsSpec().topicPartitions(places);
        ListConsumerGroupOffsetsOptions options =
                new ListConsumerGroupOffsetsOptions().requireStable(stable).timeoutMs((int) PATIENCE.toMillis());
        return LogEnds.answer(
                        admin.listConsumerGroupOffsets(Map.of(clients.group(sink), spec), options)
                                .all(),
                        PATIENCE)
                .get(clients.group(sink));
    }

    private void read(
            ConsumerRecord<String, byte[]> record,
            SinkRecords format,
            Map<Integer, SavedState> states,
            Map<Place, String> unreadable) {
        Place place = new Place(record.partition(), record.key());
        try {
            format.read(record.key(), record.value(), states.get(record.partition()));
            unreadable.remove(place);
        } catch (MalformedRecord e) {
            if (e instanceof UnsupportedRecord || format.isProgress(record.key())) {
                unreadable.put(
                        place,
                        "at offset " + record.offset() + " of " + record.topic() + "-" + record.partition() + ", "
                                + e.getMessage());
                return;
            }
            LOG.error(
                    "A row of sink {} cannot be read, {} at offset {} of {}-{}: {}",
                    sink,
                    record.key(),
                    record.offset(),
                    record.topic(),
                    record.partition(),
                    e.getMessage());
        }
    }
}
