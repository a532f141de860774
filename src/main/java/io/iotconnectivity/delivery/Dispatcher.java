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

/**
 * Delivers to the attached sinks. Each has its own threads for each partition of the log, so no sink and no partition
 * waits for another.
 */
public final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final long PATIENCE_AT_END_SECONDS = 10;

    private final DeliveryStore store;
    private final Clock clock;
    private final DeliveryMeters meters;
    private final Map<String, AttachedSink> attached = new ConcurrentHashMap<>();
    /** By sink name: completes when the last sink of that name has ended. */
    private final Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();

    private boolean closed;

    public Dispatcher(DeliveryStore store, Clock clock, MeterRegistry registry) {
        this.store = store;
        this.clock = clock;
        this.meters = new DeliveryMeters(registry, clock);
    }

    /**
     * Starts delivering to a sink: from its last checkpoint, or from the current end of the log for a new one.
     * Attaching a sink replaces the one of the same name.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized void attach(Sink sink, Delivery delivery) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        detach(sink.name());
        AttachedSink one = new AttachedSink(sink, delivery, store.partitions(), clock, meters.of(sink.name()));
        attached.put(sink.name(), one);
        meters.watch(sink.name(), () -> Optional.ofNullable(attached.get(sink.name()))
                .map(AttachedSink::status));
        ended(sink.name()).thenCompose(ended -> subscribe(sink, one)).exceptionally(why -> {
            LOG.error("Sink {} receives no events: {}", sink.name(), why.getMessage());
            return null;
        });
    }

    private synchronized CompletableFuture<Void> subscribe(Sink sink, AttachedSink one) {
        // It may have been detached or replaced while waiting for its predecessor.
        return attached.get(sink.name()) == one ? store.subscribe(sink, one) : CompletableFuture.completedFuture(null);
    }

    /** Stops delivering to a sink; the events due to it are kept. */
    public synchronized void detach(String name) {
        AttachedSink one = attached.remove(name);
        if (one != null) {
            // It may itself still have been waiting for its predecessor.
            ends.put(name, CompletableFuture.allOf(ended(name), one.stop()).thenRun(() -> store.unsubscribe(name)));
        }
    }

    /**
     * Resumes delivery to a sink that was disabled because it reported that it is gone.
     *
     * @return completes once that is durable: whether it was disabled
     */
    public CompletableFuture<Boolean> enable(String name) {
        return store.enable(name);
    }

    /**
     * Delivers events to one sink only, whatever its filter.
     *
     * @return completes once they are durable; exceptionally if no sink of this name is attached
     */
    public CompletableFuture<Void> address(String sink, List<Event> events) {
        return isAttached(sink)
                ? store.address(sink, events)
                : CompletableFuture.failedFuture(new IllegalArgumentException("no sink '" + sink + "' is attached"));
    }

    /**
     * Deletes a sink that was removed for good.
     *
     * @return completes once that is durable: what was deleted; empty if it is attached, and so was not deleted
     */
    public CompletableFuture<Optional<Forgotten>> forget(String sink) {
        return isAttached(sink)
                ? CompletableFuture.completedFuture(Optional.empty())
                : ended(sink).thenCompose(ended -> store.forget(sink, () -> isAttached(sink)));
    }

    /** Signals that the log has grown. Never blocks. */
    public void wake() {
        attached.values().forEach(AttachedSink::wake);
    }

    public Collection<String> attachedNames() {
        return List.copyOf(attached.keySet());
    }

    /** Completes when the last sink of this name has ended and its progress is handed to the store. */
    private synchronized CompletableFuture<Void> ended(String name) {
        return ends.getOrDefault(name, CompletableFuture.completedFuture(null));
    }

    private boolean isAttached(String name) {
        return attached.containsKey(name);
    }

    /** The status of the attached sinks, without their dead letters, which only the store knows. */
    public Map<String, SinkStatus> status() {
        Map<String, SinkStatus> all = new ConcurrentHashMap<>();
        attached.forEach((name, one) -> all.put(name, one.status()));
        return all;
    }

    /** Ends the deliveries in progress and saves their progress. */
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
