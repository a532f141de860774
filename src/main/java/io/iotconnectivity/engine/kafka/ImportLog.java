package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Appends what is imported, as fast as Kafka takes it. What waits is bounded by the memory that Kafka's producer has. */
public final class ImportLog implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private ImportLog(KafkaProducer<String, byte[]> producer) {
        this.producer = producer;
    }

    /** Connects when there is something to append. */
    public static ImportLog open(ClusterSettings settings) {
        Map<String, Object> all = SignalLog.properties(settings);
        // Nobody else tries again.
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PATIENCE.toMillis());
        return new ImportLog(new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer()));
    }

    /**
     * Appends a record.
     *
     * @throws StoreException if this or an earlier one cannot be appended
     */
    public void append(ProducerRecord<String, byte[]> record) {
        append(record, place -> {});
    }

    /**
     * Appends a record.
     *
     * @param then is told where it is, in the order in which the records of a partition were appended; on another thread
     * @throws StoreException if this or an earlier one cannot be appended
     */
    public void append(ProducerRecord<String, byte[]> record, Consumer<RecordMetadata> then) {
        check();
        try {
            producer.send(record, (place, why) -> {
                if (why == null) {
                    then.accept(place);
                } else {
                    failure.compareAndSet(null, why);
                }
            });
        } catch (KafkaException e) {
            throw refused(e);
        }
    }

    /**
     * Waits until all is durable.
     *
     * @throws StoreException if something is not
     */
    public void flush() {
        try {
            producer.flush();
        } catch (KafkaException e) {
            throw refused(e);
        }
        check();
    }

    private void check() {
        if (failure.get() != null) {
            throw refused(failure.get());
        }
    }

    private static StoreException refused(Exception why) {
        return new StoreException("engine=kafka: Kafka does not take in what is imported: " + why.getMessage(), why);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
