package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.thread.NamedThread;
import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends what comes from outside to the topics, in the order of the calls. While Kafka is away, refuses or is slow, it
 * waits and tries again: the sources then get no acknowledgements, and keep their messages.
 */
public final class SignalLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalLog.class);
    private static final Duration CLOSES = Duration.ofSeconds(5);
    static final int LARGEST_RECORD = 2 * 1024 * 1024;

    private final Producer<String, byte[]> producer;
    private final Duration pause;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread = NamedThread.daemon("signal-log", this::appendAll);
    private volatile Optional<String> problem = Optional.empty();
    private volatile boolean closed;

    private record Waiting(ProducerRecord<String, byte[]> record, CompletableFuture<Void> appended) {
        void close() {
            appended.completeExceptionally(new IllegalStateException("the engine is closing"));
        }
    }

    /**
     * @param pause before a record is sent again that was refused
     */
    SignalLog(Producer<String, byte[]> producer, Duration pause) {
        this.producer = producer;
        this.pause = pause;
        thread.start();
    }

    /** Connects when there is something to append. */
    public static SignalLog open(ClusterSettings settings) {
        return new SignalLog(
                new KafkaProducer<>(properties(settings), new StringSerializer(), new ByteArraySerializer()),
                Duration.ofSeconds(1));
    }

    /** What a producer is given of which no record may be lost. */
    static Map<String, Object> properties(ClusterSettings settings) {
        Map<String, Object> all = settings.client();
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // While replicas are missing, the producer itself tries again.
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        all.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        all.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return all;
    }

    /**
     * Appends a record. Never blocks.
     *
     * @param partition null for the one of its key
     * @param key null if there is none
     * @return completes once all replicas have it; exceptionally if it is too large, or if this is closed
     */
    CompletableFuture<Void> append(String topic, Integer partition, String key, byte[] value) {
        return append(new ProducerRecord<>(topic, partition, key, value));
    }

    /**
     * Appends a record. Never blocks.
     *
     * @return completes once all replicas have it; exceptionally if it is too large, or if this is closed
     */
    public CompletableFuture<Void> append(ProducerRecord<String, byte[]> record) {
        Waiting next = new Waiting(record, new CompletableFuture<>());
        queue.add(next);
        if (closed) {
            // The thread may have ended before it saw this one.
            next.close();
        }
        return next.appended();
    }

    /** Why records are not appended at present; empty while they are. */
    Optional<String> problem() {
        return problem;
    }

    private void appendAll() {
        try {
            while (!closed) {
                send(queue.take());
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for Kafka before the next record is sent, so that they keep their order. */
    private void send(Waiting next) {
        boolean done = false;
        try {
            while (!done && !closed) {
                done = tryToSend(next);
            }
        } finally {
            if (!done) {
                next.close();
            }
        }
    }

    /** Whether nothing more is to be done about it here. */
    private boolean tryToSend(Waiting next) {
        CompletableFuture<Exception> sent = new CompletableFuture<>();
        try {
            producer.send(next.record(), (metadata, failure) -> {
                if (failure == null) {
                    appended(next);
                } else if (!sent.complete(failure)) {
                    refusedLater(next, failure);
                }
            });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            sent.complete(e);
        }
        // What fails before it is sent has failed by now: no metadata, or no room for more.
        if (sent.complete(null)) {
            return true;
        }
        if (isFinal(sent.join())) {
            next.appended().completeExceptionally(sent.join());
            return true;
        }
        refused(sent.join());
        Pauses.pause(pause);
        return false;
    }

    private void appended(Waiting next) {
        if (problem.isPresent()) {
            problem = Optional.empty();
            LOG.info("Kafka takes in signals again");
        }
        next.appended().complete(null);
    }

    /** The broker has refused it. */
    private void refusedLater(Waiting next, Exception why) {
        if (isFinal(why)) {
            next.appended().completeExceptionally(why);
        } else if (closed) {
            next.close();
        } else {
            refused(why);
            CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> {
                        queue.add(next);
                        if (closed) {
                            next.close();
                        }
                    });
        }
    }

    private static boolean isFinal(Exception why) {
        return why instanceof RecordTooLargeException || why instanceof SerializationException;
    }

    private void refused(Exception why) {
        String words = "Kafka does not take in signals: " + why.getMessage();
        if (problem.isEmpty()) {
            LOG.error("{}; nothing is acknowledged until it does", words);
        }
        problem = Optional.of(words);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSES);
        queue.forEach(Waiting::close);
    }
}
