package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.StoreUnavailable;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.kafka.RecordBytes;
import io.iotconnectivity.engine.kafka.SignalLog;
import io.iotconnectivity.engine.kafka.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which sinks are disabled, and why; also the format of the topic {@code disabled}, from which all processes learn it in
 * the same order: a byte for the format version, one for what was done, and the reason or the id of the request.
 * Thread-safe.
 */
final class DisabledSinks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DisabledSinks.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final byte VERSION = 1;
    private static final byte DISABLED = 1;
    private static final byte ENABLED = 2;

    private final String topic;
    private final SignalLog log;
    private final Consumer<String> enabled;
    /** By sink, why. */
    private final Map<String, String> reasons = new ConcurrentHashMap<>();
    /** By their id, the requests of this process that it has not read yet. */
    private final Map<String, CompletableFuture<Boolean>> requests = new ConcurrentHashMap<>();

    private final TopicTail tail;

    /**
     * @param enabled is told of each sink that somebody enables
     */
    DisabledSinks(SinkClients clients, LogEnds ends, SignalLog log, Consumer<String> enabled) {
        this.topic = clients.settings().topic(Topics.DISABLED);
        this.log = log;
        this.enabled = enabled;
        this.tail = new TopicTail(topic, 1, clients, ends, this::read);
        tail.start();
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        String sink = record.key();
        if (record.value() == null) {
            reasons.remove(sink);
            return;
        }
        ByteBuffer in = body(record.value());
        byte what = in.get();
        String text = RecordBytes.text(in);
        if (what == DISABLED) {
            reasons.put(sink, text);
        } else {
            boolean was = reasons.remove(sink) != null;
            enabled.accept(sink);
            Optional.ofNullable(requests.remove(text)).ifPresent(request -> request.complete(was));
        }
    }

    private static ByteBuffer body(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        byte version = in.get();
        if (version != VERSION) {
            throw new MalformedRecord("its format version " + version + " is not supported by this version");
        }
        return in;
    }

    /**
     * Why the sink of a record is disabled from then on; empty if it is not.
     *
     * @param value null if the sink is forgotten
     */
    static Optional<String> read(byte[] value) {
        if (value == null) {
            return Optional.empty();
        }
        ByteBuffer in = body(value);
        return in.get() == DISABLED ? Optional.of(RecordBytes.text(in)) : Optional.empty();
    }

    /** The record that disables a sink. */
    static byte[] disabled(String why) {
        return record(DISABLED, why);
    }

    private static byte[] record(byte what, String text) {
        return new RecordBytes().number(VERSION).number(what).text(text).toBytes();
    }

    /** Why a sink is disabled; empty if it is not. */
    Optional<String> reason(String sink) {
        return Optional.ofNullable(reasons.get(sink));
    }

    /**
     * Learns everything that was appended before this call.
     *
     * @throws StoreUnavailable if that is not possible at present
     */
    void catchUp() {
        tail.catchUp(PATIENCE);
    }

    void disable(String sink, String why) {
        append(sink, DISABLED, why).exceptionally(failure -> {
            LOG.error("Sink {} is gone, but that could not be stored: {}", sink, failure.getMessage());
            return null;
        });
    }

    /** Completes once this is durable: whether it was disabled. */
    CompletableFuture<Boolean> enable(String sink) {
        String id = UUID.randomUUID().toString();
        CompletableFuture<Boolean> request = new CompletableFuture<>();
        requests.put(id, request);
        append(sink, ENABLED, id).exceptionally(failure -> {
            requests.remove(id);
            request.completeExceptionally(failure);
            return null;
        });
        return request;
    }

    /** Deletes what is stored about a sink. */
    CompletableFuture<Void> forget(String sink) {
        return log.append(new ProducerRecord<>(topic, sink, null));
    }

    private CompletableFuture<Void> append(String sink, byte what, String text) {
        return log.append(new ProducerRecord<>(topic, sink, record(what, text)));
    }

    @Override
    public void close() {
        tail.close();
        requests.values()
                .forEach(request -> request.completeExceptionally(new IllegalStateException("the engine is closing")));
    }
}
