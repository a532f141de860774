package io.iotconnectivity.source.sqs;

import io.iotconnectivity.route.BrokenRoutes;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.thread.NamedThread;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;

/**
 * Deletes each message whose exchange has completed, ten in one call. Whoever completes an exchange never waits for SQS.
 * A message that is not deleted is redelivered after its visibility timeout, recognised as a duplicate, and deleted then;
 * so nothing depends on a single delete.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html">DeleteMessageBatch</a>
 */
public final class QueueDeletes extends ServiceSupport implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(QueueDeletes.class);

    /** The most that one call can take. */
    private static final int BATCH = 10;

    /** How long a message may wait for others to be deleted with. */
    private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Calls at a time: at 20 ms each, they delete 4,000 messages a second. */
    private static final int CALLS = 8;

    /** No more messages are taken in while so many wait to be deleted. */
    private static final int MOST_WAITING = 1000;

    /** Calls that may include a message on which SQS itself fails. */
    private static final int ATTEMPTS = 3;

    private static final Duration STOP = Duration.ofSeconds(5);

    private final Supplier<SqsClient> client;
    private final String queueUrl;
    private final Counter deleted;
    private final Counter failures;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Queue<Receipt> waiting = new ArrayDeque<>();
    private List<Thread> threads = List.of();
    private boolean ending = true;
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * @param queueUrl of the queue that the route reads; empty without one
     */
    public QueueDeletes(Supplier<SqsClient> client, String queueUrl, MeterRegistry meters) {
        this.client = client;
        this.queueUrl = queueUrl;
        this.deleted = Counter.builder("iotc.queue.deleted")
                .description("Messages deleted from the queue, because they are durable here")
                .baseUnit("messages")
                .register(meters);
        this.failures = Counter.builder("iotc.queue.delete.failures")
                .description("Messages that could not be deleted from the queue; they are redelivered and deleted then")
                .baseUnit("messages")
                .register(meters);
    }

    private record Receipt(String handle, int attempt, long since) {}

    /** Waits while too many messages have yet to be deleted. */
    @Override
    public void process(Exchange exchange) throws InterruptedException {
        String handle = exchange.getMessage().getHeader(Sqs2Constants.RECEIPT_HANDLE, String.class);
        lock.lock();
        try {
            while (waiting.size() >= MOST_WAITING && !ending) {
                room.await();
            }
        } finally {
            lock.unlock();
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                add(new Receipt(handle, 1, System.nanoTime()));
            }
        });
    }

    @Override
    protected void doStart() {
        ThreadFactory factory = NamedThread.numberedDaemons("queue-delete");
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            started.add(factory.newThread(this::work));
        }
        lock.lock();
        try {
            ending = false;
            threads = started;
        } finally {
            lock.unlock();
        }
        started.forEach(Thread::start);
    }

    /** Deletes what is waiting; what that takes too long for is redelivered. */
    @Override
    protected void doStop() throws InterruptedException {
        List<Thread> stopped;
        lock.lock();
        try {
            ending = true;
            stopped = threads;
            threads = List.of();
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        long end = System.nanoTime() + STOP.toNanos();
        for (Thread thread : stopped) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            thread.interrupt();
        }
        lock.lock();
        try {
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private void add(Receipt receipt) {
        lock.lock();
        try {
            waiting.add(receipt);
            if (waiting.size() == 1 || waiting.size() % BATCH == 0) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            for (List<Receipt> batch = take(); !batch.isEmpty(); batch = take()) {
                delete(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty at the end. */
    private List<Receipt> take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() || !isWorthACall()) {
                if (!waiting.isEmpty()) {
                    work.awaitNanos(untilFirstHasGathered());
                } else if (ending) {
                    return List.of();
                } else {
                    work.await();
                }
            }
            List<Receipt> batch = new ArrayList<>(BATCH);
            while (batch.size() < BATCH && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            if (!waiting.isEmpty()) {
                work.signal();
            }
            if (waiting.size() < MOST_WAITING) {
                room.signalAll();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean isWorthACall() {
        return waiting.size() >= BATCH || ending || untilFirstHasGathered() <= 0;
    }

    private long untilFirstHasGathered() {
        return waiting.element().since() + GATHERING_NANOS - System.nanoTime();
    }

    private void delete(List<Receipt> batch) {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Receipt receipt : batch) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .receiptHandle(receipt.handle())
                    .build());
        }
        List<BatchResultErrorEntry> refused;
        try {
            refused = client.get()
                    .deleteMessageBatch(request -> request.queueUrl(queueUrl).entries(entries))
                    .failed();
        } catch (SdkException | IllegalStateException e) {
            failed(batch.size(), BrokenRoutes.reason(e));
            return;
        }
        deleted.increment(batch.size() - refused.size());
        refused.forEach(entry -> refused(entry, batch));
        if (refused.isEmpty()) {
            worksAgain();
        }
    }

    private void refused(BatchResultErrorEntry entry, List<Receipt> batch) {
        Receipt receipt = batch.get(Integer.parseInt(entry.id()));
        if (!entry.senderFault() && receipt.attempt() < ATTEMPTS) {
            add(new Receipt(receipt.handle(), receipt.attempt() + 1, System.nanoTime()));
        } else {
            failed(1, entry.code() + " " + entry.message());
        }
    }

    private void failed(int messages, String why) {
        failures.increment(messages);
        if (failing.compareAndSet(false, true)) {
            LOG.warn("Messages cannot be deleted from the queue and will be redelivered: {}", Printable.line(why));
        }
    }

    private void worksAgain() {
        if (failing.compareAndSet(true, false)) {
            LOG.info("Messages can be deleted from the queue again");
        }
    }
}
