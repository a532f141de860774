package io.iotconnectivity.route;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Delivery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.Sink;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.event.Event;
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
final class HeldEngine implements Engine {
    final List<Signal> accepted = new CopyOnWriteArrayList<>();
    final List<Unreadable> kept = new CopyOnWriteArrayList<>();
    final Map<String, Sink> sinks = new ConcurrentHashMap<>();
    final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();
    final CompletableFuture<Void> durable = new CompletableFuture<>();

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

    @Override
    public CompletableFuture<Void> silence(io.iotconnectivity.incident.Silence silence) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> endSilence(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Long> replay(DeadLetterQuery which) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> address(String sink, List<Event> events) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> enable(String sink) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Ledger ledger() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoreHealth health() {
        return StoreHealth.WELL;
    }

    @Override
    public void close() {}
}
