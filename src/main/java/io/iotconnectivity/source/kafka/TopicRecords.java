package io.iotconnectivity.source.kafka;

import io.iotconnectivity.thread.Pauses;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Passes records on in their order without waiting for any of them. With the last record of a poll it waits until all are
 * durable, then commits how far it has come in each partition. If one cannot be stored, nothing is committed: Camel
 * connects anew and reads all of them again, which are recognised as duplicates.
 *
 * <p>It passes them on without a route in between: what one does later, Camel would put off until this thread is free.
 *
 * <p>Camel's own commits are not used: of a batch, they cover records that were fetched but not yet processed.
 *
 * @see <a href="https://issues.apache.org/jira/browse/CAMEL-23994">CAMEL-23994</a>
 */
final class TopicRecords implements Processor {
    /** In a dead letter, it stands where others have the topic of MQTT. */
    private static final String PLACE = "CamelMqttTopic";

    private static final Duration COMMIT_TAKES = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final AsyncProcessor accept;
    private final TopicReads reads;
    /** What came with the present poll; only the thread that polls uses it. */
    private TopicBatch batch;

    /**
     * @param accept takes in records; each exchange completes once its record is durable
     */
    TopicRecords(AsyncProcessor accept, TopicReads reads) {
        this.accept = accept;
        this.reads = reads;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        DefaultKafkaManualCommit record =
                exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, DefaultKafkaManualCommit.class);
        Consumer<?, ?> consumer = record.getCamelExchangePayload().consumer;
        if (batch == null || !batch.isOf(consumer)) {
            // What an earlier connection has read is read again.
            batch = new TopicBatch(consumer);
        }
        batch.add(record.getPartition(), record.getRecordOffset(), pass(exchange, record));
        if (exchange.getMessage().getHeader(KafkaConstants.LAST_POLL_RECORD, false, boolean.class)) {
            TopicBatch whole = batch;
            batch = null;
            commit(whole);
        }
    }

    private void commit(TopicBatch whole) throws Exception {
        try {
            whole.awaitDurable();
            whole.commit(COMMIT_TAKES);
            reads.stored();
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (ExecutionException | RuntimeException e) {
            reads.notStored(e);
            Pauses.pause(RETRY);
            throw e;
        }
    }

    private CompletableFuture<Void> pass(Exchange exchange, DefaultKafkaManualCommit record) {
        Exchange passed = new DefaultExchange(exchange.getContext());
        passed.getMessage().setBody(exchange.getMessage().getBody());
        passed.getMessage()
                .setHeader(
                        PLACE,
                        record.getTopicName()
                                + '/'
                                + record.getPartition().partition()
                                + '/'
                                + record.getRecordOffset());
        CompletableFuture<Void> durable = new CompletableFuture<>();
        accept.process(passed, synchronously -> {
            if (passed.getException() == null) {
                durable.complete(null);
            } else {
                durable.completeExceptionally(passed.getException());
            }
        });
        return durable;
    }
}
