package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.event.CloudEvents;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows which sinks are attached. Each has threads of its own, so none waits for another. */
final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final long PATIENCE_AT_END_SECONDS = 10;

    private final SinkStore store;
    private final EventLog log;
    private final CloudEvents codec;
    private final Clock clock;
    private final EngineMeters meters;
    private final CrashPoint.Watch watch;
    private final Map<String, SinkRunner> attached = new ConcurrentHashMap<>();
    /** By sink: completes when the last one of that name has ended. */
    private final Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();

    private boolean closed;

    Dispatcher(
            SinkStore store,
            EventLog log,
            CloudEvents codec,
            Clock clock,
            EngineMeters meters,
            CrashPoint.Watch watch) {
        this.store = store;
        this.log = log;
        this.codec = codec;
        this.clock = clock;
        this.meters = meters;
        this.watch = watch;
    }

    synchronized void attach(Sink sink, Delivery delivery) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        detach(sink.name());
        SinkRunner runner = sink.interval().isPresent()
                ? new IntervalWorker(sink, delivery, store, log, codec, clock, meters, watch)
                : new SinkWorker(sink, delivery, store, log, codec, clock, meters, watch);
        attached.put(sink.name(), runner);
        meters.watch(
                sink.name(),
                () -> Optional.ofNullable(attached.get(sink.name())).map(SinkRunner::status),
                clock);
        CompletableFuture<Void> before = ends.getOrDefault(sink.name(), CompletableFuture.completedFuture(null));
        store.enroll(sink.name())
                .thenCombine(before, (enrolled, ended) -> enrolled)
                .thenRun(() -> begin(sink.name(), runner))
                .exceptionally(why -> {
                    LOG.error("Sink {} gets no events: {}", sink.name(), why.getMessage());
                    return null;
                });
    }

    private synchronized void begin(String name, SinkRunner runner) {
        // It may have been detached or replaced while it waited for its predecessor.
        if (attached.get(name) == runner) {
            runner.start();
        }
    }

    synchronized void detach(String name) {
        SinkRunner runner = attached.remove(name);
        if (runner != null) {
            ends.put(name, runner.stop());
        }
    }

    /** A sink that was disabled is to get events again. */
    void enable(String name) {
        SinkRunner runner = attached.get(name);
        if (runner != null) {
            runner.enable();
        }
    }

    /** There is more in the log. Never blocks. */
    void wake() {
        attached.values().forEach(SinkRunner::wake);
    }

    Collection<String> attachedNames() {
        return List.copyOf(attached.keySet());
    }

    /** Completes when the last sink of this name has ended, and all that it did is handed to the writer. */
    synchronized CompletableFuture<Void> ended(String name) {
        return ends.getOrDefault(name, CompletableFuture.completedFuture(null));
    }

    boolean isAttached(String name) {
        return attached.containsKey(name);
    }

    Map<String, SinkStatus> status() {
        Map<String, SinkStatus> all = new ConcurrentHashMap<>();
        attached.forEach((name, runner) -> all.put(name, runner.status()));
        return all;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            attachedNames().forEach(this::detach);
        }
        CompletableFuture.allOf(ends.values().toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, PATIENCE_AT_END_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
