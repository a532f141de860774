package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.thread.NamedThread;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The acknowledgements of one connection, written in order by a thread of their own, as many at a time as there are:
 * Paho's sender makes a system call for each. Whoever acknowledges a message never waits for the network. Thread-safe.
 */
final class Acknowledgements {
    /** Writes to the broker; may block. */
    interface Out {
        /**
         * @param ids of messages, of which the first {@code count} are acknowledged
         */
        void acknowledge(int[] ids, int count) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

    /**
     * The store makes messages durable many at a time, and their acknowledgements follow each other closely: waiting for
     * a moment makes one write of them.
     */
    private static final long GATHERING_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final String name;
    private final Out out;
    private Optional<Thread> thread = Optional.empty();
    private int[] ids = new int[128];
    private int count;
    private boolean waiting;
    private boolean ended;

    /**
     * @param name of the thread
     */
    Acknowledgements(String name, Out out) {
        this.name = name;
        this.out = out;
    }

    /** Never blocks. After the end, nothing is acknowledged any more. */
    synchronized void add(int id) {
        if (ended) {
            return;
        }
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
        }
        ids[count++] = id;
        if (thread.isEmpty()) {
            Thread started = NamedThread.daemon(name, this::write);
            thread = Optional.of(started);
            started.start();
        } else if (waiting) {
            notifyAll();
        }
    }

    /** Writes what has been added, and nothing else; does not wait for longer than the limit. */
    void finish(Duration limit) {
        Optional<Thread> last;
        synchronized (this) {
            ended = true;
            notifyAll();
            last = thread;
        }
        if (last.isEmpty()) {
            return;
        }
        try {
            last.get().join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drops what has not been written yet. */
    synchronized void abandon() {
        ended = true;
        count = 0;
        notifyAll();
    }

    /** How many have been added and neither been written nor dropped. */
    synchronized int unwritten() {
        return count;
    }

    private void write() {
        int[] batch = new int[0];
        try {
            while (true) {
                int size;
                synchronized (this) {
                    if (!awaitAny()) {
                        return;
                    }
                    size = count;
                    int[] taken = ids;
                    ids = batch.length < size ? new int[size] : batch;
                    batch = taken;
                    count = 0;
                }
                out.acknowledge(batch, size);
            }
        } catch (IOException e) {
            LOG.debug("{} cannot write any more: {}", name, e.getMessage());
            abandon();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon();
        } catch (RuntimeException | Error e) {
            abandon();
            throw e;
        }
    }

    /** False at the end. */
    private boolean awaitAny() throws InterruptedException {
        boolean idle = count == 0;
        waiting = true;
        while (count == 0 && !ended) {
            wait();
        }
        waiting = false;
        if (idle && !ended) {
            TimeUnit.NANOSECONDS.timedWait(this, GATHERING_NANOS);
        }
        return count > 0;
    }
}
