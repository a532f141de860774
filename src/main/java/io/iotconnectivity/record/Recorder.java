package io.iotconnectivity.record;

import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.thread.NamedThread;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what the engine processes, in one file per day, so that other rules can be tried on it. It never blocks the
 * engine: what it has no room for is missing from the record, which notes the gap and counts it
 * ({@code iotc.record.lost}).
 *
 * <p>Each line reaches the operating system within a second, so the end of the process loses no more than that.
 */
public final class Recorder implements Consumer<Committed>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

    /** A few seconds at the engine's highest rate, and some tens of megabytes. */
    static final int ROOM = 50_000;

    private static final int KNOWN_AT_A_TIME = 500;

    private static final Duration FLUSH = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final boolean shared;
    private final DayFile file;
    private final Counter lost;
    private final BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
    private final Semaphore room;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = NamedThread.daemon("recorder", this::run);

    /** The number of lines missing after the last chunk of the queue. */
    private long missing;

    /** Used by the thread only. */
    private boolean failing;

    /** When the file was started; absent once the devices are being written to it. */
    private Optional<Instant> begun = Optional.empty();

    /** When to ask again for the devices, if they were not known. */
    private long askAgain = System.nanoTime();

    private Instant knownAt = Instant.EPOCH;
    private Iterator<KnownDevice> known = Collections.emptyIterator();

    private volatile Optional<Supplier<Iterator<KnownDevice>>> fleet = Optional.empty();

    private long unwritten;
    private long buffered;
    private long bufferedSince;

    /**
     * A batch of lines to write.
     *
     * @param missing the number of lines missing before it
     */
    private record Chunk(Committed committed, long missing) {}

    private Recorder(boolean shared, DayFile file, int room, MeterRegistry meters) {
        this.shared = shared;
        this.file = file;
        this.room = new Semaphore(room);
        this.lost = Counter.builder("iotc.record.lost")
                .description("Lines missing from the record because it could not be written, or not fast enough")
                .baseUnit("lines")
                .register(meters);
    }

    /**
     * Starts recording. A folder that cannot be written is reported in the log and retried.
     *
     * @param shared whether the engine is one of several nodes that share the devices
     * @param folder the folder for one file per UTC day, such as {@code signals-2026-11-23.jsonl}; created if missing
     */
    public static Recorder start(boolean shared, Path folder, CloudEvents events, Clock clock, MeterRegistry meters) {
        return start(shared, folder, events, clock, meters, ROOM);
    }

    static Recorder start(
            boolean shared, Path folder, CloudEvents events, Clock clock, MeterRegistry meters, int room) {
        Recorder recorder = new Recorder(shared, new DayFile(folder, new LineCodec(events)), room, meters);
        Instant start = clock.instant();
        recorder.write(() -> recorder.file.write(new Line.Started(start)), 1, start);
        recorder.flush();
        recorder.thread.start();
        return recorder;
    }

    /**
     * Starts each file with the state of every device, so that a replay knows its starting point.
     *
     * @param devices reads the devices; those it fails on are missing from the record
     */
    public void beginWith(Supplier<Iterator<KnownDevice>> devices) {
        fleet = Optional.of(devices);
    }

    /** Never blocks. Thread-safe. */
    @Override
    public synchronized void accept(Committed committed) {
        int size = committed.items().size();
        if (size == 0) {
            return;
        }
        if (closing.getCount() > 0 && room.tryAcquire(size)) {
            queue.add(new Chunk(committed, missing));
            missing = 0;
        } else {
            missing += size;
            lost.increment(size);
        }
    }

    private void run() {
        boolean busy = false;
        try {
            while (closing.getCount() > 0 || !queue.isEmpty()) {
                Chunk next = queue.poll(busy ? 0 : 100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    write(next);
                }
                busy = writeKnown();
                if (buffered > 0 && System.nanoTime() - bufferedSince >= FLUSH.toNanos()) {
                    flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush();
        file.close();
    }

    /**
     * Writes a few devices at a time, so that other lines do not wait for a large fleet.
     *
     * @return whether there may be more
     */
    private boolean writeKnown() {
        try {
            if (begun.isPresent() && fleet.isPresent() && System.nanoTime() - askAgain >= 0) {
                knownAt = begun.get();
                known = fleet.get().get();
                // Fails while the devices are not known yet.
                known.hasNext();
                begun = Optional.empty();
            }
            for (int i = 0; i < KNOWN_AT_A_TIME && known.hasNext(); i++) {
                KnownDevice device = known.next();
                write(() -> file.write(new Line.Known(knownAt, device)), 1, knownAt);
            }
            return known.hasNext();
        } catch (ViewUnavailable e) {
            known = Collections.emptyIterator();
            askAgain = System.nanoTime() + ASK_AGAIN.toNanos();
            if (e.retryAfter().isEmpty()) {
                begun = Optional.empty();
                LOG.info("The record in {} begins without the state of the devices: {}", file.folder(), e.getMessage());
            }
            return false;
        } catch (RuntimeException e) {
            known = Collections.emptyIterator();
            begun = Optional.empty();
            LOG.warn("The state of the devices could not be recorded in {}: {}", file.folder(), e.toString());
            return false;
        }
    }

    private void write(Chunk chunk) throws InterruptedException {
        Instant at = chunk.committed().at();
        int size = chunk.committed().items().size();
        unwritten += chunk.missing();
        write(
                () -> {
                    if (unwritten > 0) {
                        file.write(new Line.Gap(at, unwritten));
                        unwritten = 0;
                    }
                    for (Committed.Item item : chunk.committed().items()) {
                        file.write(new Line.Item(at, item));
                    }
                },
                size,
                at);
        room.release(size);
        if (failing) {
            closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Writes to the file. */
    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing writing, int lines, Instant at) {
        try {
            if (file.open(at)) {
                begun = Optional.of(at);
                if (shared) {
                    file.write(new Line.Shared(at));
                }
            }
            writing.run();
            if (buffered == 0) {
                bufferedSince = System.nanoTime();
            }
            buffered += lines;
            if (failing) {
                failing = false;
                LOG.info("Recording in {} continues", file.folder());
            }
        } catch (IOException e) {
            failed(lines, e);
        }
    }

    private void flush() {
        try {
            file.flush();
            buffered = 0;
        } catch (IOException e) {
            failed(0, e);
        }
    }

    private void failed(int lines, IOException e) {
        file.close();
        unwritten += buffered + lines;
        lost.increment(buffered + lines);
        buffered = 0;
        if (!failing) {
            failing = true;
            LOG.error(
                    "The record in {} (setting record.folder) cannot be written and will have a gap: {}",
                    file.folder(),
                    e.toString());
        }
    }

    /** Writes the queued lines, then stops. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(LONGEST_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
