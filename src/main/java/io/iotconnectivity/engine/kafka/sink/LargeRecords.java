package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.signal.Printable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces records of a sink that are too large for Kafka by dead letters. Kafka would refuse the transaction that such a
 * record is in, however often it is tried, and with it everything else that the sink has done. Thread-safe.
 */
final class LargeRecords {
    private static final Logger LOG = LoggerFactory.getLogger(LargeRecords.class);

    /** What a record adds to its value is far less. */
    static final int LARGEST_VALUE = SinkClients.LARGEST_REQUEST - 64 * 1024;

    /** As much as lists of dead letters show. */
    static final int SHOWN = 128 * 1024;

    /** It is forgotten what was reported when there is so much of it. */
    private static final int MOST_REPORTED = 1_000;

    private final String sink;
    private final ClusterSettings settings;
    private final LetterCodec letters = new LetterCodec();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    LargeRecords(String sink, ClusterSettings settings) {
        this.sink = sink;
        this.settings = settings;
    }

    /** The record itself if it fits, or else its dead letter; empty if there is one already. */
    Optional<ProducerRecord<String, byte[]>> fitting(ProducerRecord<String, byte[]> record) {
        byte[] value = record.value();
        if (value == null || value.length <= LARGEST_VALUE) {
            return Optional.of(record);
        }
        if (reported.size() >= MOST_REPORTED) {
            reported.clear();
        }
        if (!reported.add(record.topic() + '/' + record.key())) {
            return Optional.empty();
        }
        String reason = "record " + Printable.of(record.key()) + " of topic " + record.topic() + " has " + value.length
                + " bytes and is not stored, because Kafka takes " + LARGEST_VALUE
                + ": what it is about is lost unless it is delivered before this node stops; have less text in events"
                + " and in what the sink answers";
        LOG.error("Sink {}: {}", sink, reason);
        Letter letter = new Letter(
                true,
                sink,
                reason,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Arrays.copyOf(value, SHOWN),
                value.length,
                0,
                Instant.now());
        return Optional.of(new ProducerRecord<>(settings.topic(Topics.LETTERS), letters.write(letter)));
    }
}
