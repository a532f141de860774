package io.iotconnectivity.source;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.EngineDouble;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** An engine that stores nothing until the test says so. */
public final class HeldEngine extends EngineDouble {
    public final List<Signal> accepted = new CopyOnWriteArrayList<>();
    public final List<Unreadable> kept = new CopyOnWriteArrayList<>();
    public final Map<String, Sink> sinks = new ConcurrentHashMap<>();
    public final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();
    public final CompletableFuture<Void> durable = new CompletableFuture<>();

    @Override
    public CompletableFuture<Void> accept(Signal signal) {
        accepted.add(signal);
        return durable;
    }

    @Override
    public CompletableFuture<Void> keep(Unreadable unreadable) {
        kept.add(unreadable);
        return durable;
    }

    @Override
    public void attach(Sink sink, Delivery delivery) {
        sinks.put(sink.name(), sink);
        deliveries.put(sink.name(), delivery);
    }

    @Override
    public void detach(String sinkName) {
        sinks.remove(sinkName);
        deliveries.remove(sinkName);
    }

    @Override
    public void answerWith(Consumer<Effect> asker) {}

    @Override
    public void holdDeadlines(String holder, Instant until) {}
}
