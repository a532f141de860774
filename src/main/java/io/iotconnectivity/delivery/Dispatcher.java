package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import io.micrometer.core.instrument.MeterRegistry;
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
public final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final long PATIENCE_AT_END_SECONDS = 10;

    private final DeliveryStore store;
    private final Clock clock;
    private final DeliveryMeters meters;
    private final Map<String, SinkRunner> attached = new ConcurrentHashMap<>();
    /** By sink: completes when the last one of that name has ended. */
    private final Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();

    private boolean closed;

    public Dispatcher(DeliveryStore store, Clock clock, MeterRegistry registry) {
        this.store = store;
        this.clock = clock;
        this.meters = new DeliveryMeters(registry, clock);
    }

    /**
     * Starts to deliver to a sink: from its last checkpoint, or, for one that is new, from the present end of the log. A sink that is
     * attached again replaces the one of the same name.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized void attach(Sink sink, Delivery delivery) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        detach(sink.name());
        SinkMeters counted = meters.of(sink.name());
        SinkRunner runner = sink.interval().isPresent()
                ? new IntervalWorker(sink, delivery, store, clock, counted)
                : new SinkWorker(sink, delivery, store, clock, counted);
        attached.put(sink.name(), runner);
        meters.watch(sink.name(), () -> Optional.ofNullable(attached.get(sink.name()))
                .map(SinkRunner::status));
        store.register(sink.name())
                .thenCombine(ended(sink.name()), (registered, ended) -> registered)
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

    /** Stops to deliver to a sink; what is due to it is kept. */
    public synchronized void detach(String name) {
        SinkRunner runner = attached.remove(name);
        if (runner != null) {
            ends.put(name, runner.stop());
        }
    }

    /**
     * Delivers again to a sink that was disabled because it said that it is gone.
     *
     * @return completes once that is durable: whether it was disabled
     */
    public CompletableFuture<Boolean> enable(String name) {
        return store.enable(name).thenApply(was -> {
            SinkRunner runner = attached.get(name);
            if (runner != null) {
                runner.enable();
            }
            return was;
        });
    }

    /**
     * Has events delivered to one sink only, whether it wants such events or not.
     *
     * @return completes once they are durable; exceptionally if no sink of this name is attached
     */
    public CompletableFuture<Void> address(String sink, List<Event> events) {
        return isAttached(sink)
                ? store.address(sink, events)
                : CompletableFuture.failedFuture(new IllegalArgumentException("no sink '" + sink + "' gets events"));
    }

    /**
     * Forgets a sink that was removed for good.
     *
     * @return completes once that is durable: what went with it; empty if it is attached, and so was not forgotten
     */
    public CompletableFuture<Optional<Forgotten>> forget(String sink) {
        return isAttached(sink)
                ? CompletableFuture.completedFuture(Optional.empty())
                : ended(sink).thenCompose(ended -> store.forget(sink, () -> isAttached(sink)));
    }

    /** There is more in the log. Never blocks. */
    public void wake() {
        attached.values().forEach(SinkRunner::wake);
    }

    public Collection<String> attachedNames() {
        return List.copyOf(attached.keySet());
    }

    /** Completes when the last sink of this name has ended, and all that it did is handed to the store. */
    private synchronized CompletableFuture<Void> ended(String name) {
        return ends.getOrDefault(name, CompletableFuture.completedFuture(null));
    }

    private boolean isAttached(String name) {
        return attached.containsKey(name);
    }

    /** How the attached sinks are doing, without their dead letters, which the store knows. */
    public Map<String, SinkStatus> status() {
        Map<String, SinkStatus> all = new ConcurrentHashMap<>();
        attached.forEach((name, runner) -> all.put(name, runner.status()));
        return all;
    }

    /** Ends the deliveries under way, and has their progress saved. */
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
