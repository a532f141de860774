package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What one thread has fetched of a partition and another has not read yet; bounded. A position is the offset of the
 * record that follows it. Thread-safe.
 */
final class PartitionBuffer {
    private static final int MOST_RECORDS = 1_000;
    private static final long MOST_BYTES = 1024 * 1024;

    private final Runnable wake;
    private final Deque<ConsumerRecord<String, byte[]>> records = new ArrayDeque<>();
    private long bytes;
    /** All records between these positions are in the buffer. */
    private long from;

    private long fetched;
    private long end;
    /** Where to fetch from, instead of where it would go on. */
    private OptionalLong wanted = OptionalLong.empty();

    private boolean closed;

    /**
     * Consecutive records.
     *
     * @param end the position up to which the partition was read
     */
    record Slice(List<ConsumerRecord<String, byte[]>> records, long end) {}

    /**
     * @param wake wakes the thread that fetches
     */
    PartitionBuffer(Runnable wake) {
        this.wake = wake;
    }

    /**
     * Begins at a position.
     *
     * @param present the present end of the partition
     */
    synchronized void begin(long position, long present) {
        from = position;
        fetched = position;
        end = present;
    }

    synchronized long end() {
        return end;
    }

    /** The partition is known to end there. */
    synchronized void ends(long present) {
        end = Math.max(end, present);
    }

    /** The position up to which it was fetched. */
    synchronized long fetched() {
        return fetched;
    }

    synchronized boolean isFull() {
        return records.size() >= MOST_RECORDS || bytes >= MOST_BYTES;
    }

    /** Returns once where to fetch from, if it is not where it would go on. */
    synchronized OptionalLong takeWanted() {
        OptionalLong taken = wanted;
        wanted = OptionalLong.empty();
        return taken;
    }

    /**
     * Adds what was fetched.
     *
     * @param position up to which it was fetched
     * @param present the end of the partition as far as it is known
     */
    synchronized void add(List<ConsumerRecord<String, byte[]>> batch, long position, long present) {
        if (wanted.isPresent()) {
            // It was fetched from where the reader no longer is.
            end = Math.max(end, present);
            return;
        }
        for (ConsumerRecord<String, byte[]> record : batch) {
            records.add(record);
            bytes += size(record);
        }
        fetched = Math.max(fetched, position);
        end = Math.max(end, Math.max(present, position));
        notifyAll();
    }

    /** Reading waits no longer. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /**
     * The records that follow a position. Waits only for those that Kafka is known to have.
     *
     * @throws StoreUnavailable if Kafka does not send them in time
     */
    synchronized Slice read(long position, int limit, Duration patience) {
        if (position >= end) {
            return new Slice(List.of(), position);
        }
        if (position < from || position > fetched) {
            restart(position);
        }
        while (!records.isEmpty() && records.peek().offset() < position) {
            remove();
        }
        long until = System.nanoTime() + patience.toNanos();
        long target = end;
        List<ConsumerRecord<String, byte[]>> taken = new ArrayList<>();
        while (true) {
            while (!records.isEmpty() && taken.size() < limit) {
                taken.add(remove());
            }
            if (taken.size() == limit) {
                from = records.isEmpty() ? fetched : taken.get(limit - 1).offset() + 1;
                return new Slice(taken, from);
            }
            from = Math.max(position, fetched);
            if (from >= target || closed || !await(until)) {
                break;
            }
        }
        if (taken.isEmpty() && from < target && !closed) {
            throw new StoreUnavailable("Kafka does not send the events after position " + from);
        }
        return new Slice(taken, from);
    }

    private void restart(long position) {
        records.clear();
        bytes = 0;
        from = position;
        fetched = position;
        wanted = OptionalLong.of(position);
        wake.run();
    }

    private ConsumerRecord<String, byte[]> remove() {
        boolean wasFull = isFull();
        ConsumerRecord<String, byte[]> first = records.remove();
        bytes -= size(first);
        if (wasFull && !isFull()) {
            wake.run();
        }
        return first;
    }

    private static int size(ConsumerRecord<String, byte[]> record) {
        return record.value() == null ? 0 : record.value().length;
    }

    /** Returns whether there is time left. */
    private boolean await(long until) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
            return false;
        }
        try {
            wait(left);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
