package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.LetterRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Transactions that append what comes of dead letters together with the record that these are gone. Those of all nodes
 * have one id: whoever begins ends what others have begun, and Kafka refuses what these append from then on. So a letter
 * that is known as of the beginning and is not gone has not been replayed, and nobody else replays it meanwhile.
 */
final class LetterTransactions implements AutoCloseable {
    /** What a lost node has left open is hidden, and hides what follows, for this long. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int COMMITS_TRIED = 3;
    private static final LetterCodec LETTERS = new LetterCodec();

    private final String letters;
    private final KafkaProducer<String, byte[]> producer;
    private long last;

    private LetterTransactions(ClusterSettings settings) {
        this.letters = settings.topic(Topics.LETTERS);
        Map<String, Object> all = settings.client();
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.applicationId() + "-letters");
        all.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) LONGEST.toMillis());
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) LONGEST.toMillis());
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LONGEST.toMillis());
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) LONGEST.toMillis());
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, SignalLog.LARGEST_RECORD);
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        this.producer = new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Ends the transactions of all others.
     *
     * @throws KafkaException if Kafka does not answer or refuses
     */
    static LetterTransactions begin(ClusterSettings settings) {
        LetterTransactions begun = new LetterTransactions(settings);
        try {
            begun.producer.initTransactions();
            begun.commit(List.of(record(settings, new LetterRecord.Begun())));
            return begun;
        } catch (RuntimeException e) {
            begun.close();
            throw e;
        }
    }

    /** A record about dead letters. */
    static ProducerRecord<String, byte[]> record(ClusterSettings settings, LetterRecord record) {
        return new ProducerRecord<>(settings.topic(Topics.LETTERS), LETTERS.write(record));
    }

    /** The number of the last record about dead letters that was committed. */
    long last() {
        return last;
    }

    /**
     * Appends all of these, or none.
     *
     * @throws KafkaException if it is unknown whether they were appended, or another has begun; only a new one can go on
     */
    void commit(List<ProducerRecord<String, byte[]>> records) {
        List<Future<RecordMetadata>> sent = send(records);
        for (int tried = 1; ; tried++) {
            try {
                producer.commitTransaction();
                break;
            } catch (TimeoutException e) {
                // It may have succeeded, which only another try tells.
                if (tried == COMMITS_TRIED) {
                    throw e;
                }
            }
        }
        for (Future<RecordMetadata> each : sent) {
            RecordMetadata appended = appended(each);
            if (appended.topic().equals(letters)) {
                last = Math.max(last, appended.offset() + 1);
            }
        }
    }

    /** Appends them to a transaction that is not committed yet. */
    List<Future<RecordMetadata>> send(List<ProducerRecord<String, byte[]>> records) {
        producer.beginTransaction();
        return records.stream().map(producer::send).toList();
    }

    private static RecordMetadata appended(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    /** Does not end a transaction: whoever begins next does. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
