package io.iotconnectivity.engine;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Forgotten;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Does nothing of what an engine does; a test gives it what the test is about. */
public abstract class EngineDouble implements Engine {
    @Override
    public CompletableFuture<Void> accept(Signal signal) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> keep(Unreadable unreadable) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void attach(Sink sink, Delivery delivery) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void detach(String sinkName) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void answerWith(Consumer<Effect> asker) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void holdDeadlines(String holder, Instant until) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean holdsDeadlines() {
        return false;
    }

    @Override
    public CompletableFuture<Void> measured(SloReading reading) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> sighted(Sight sight) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> silence(Silence silence) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> endSilence(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> note(String incidentId, Note note) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> compared(String incidentId, Optional<Common> common) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> append(Event event) {
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
    public CompletableFuture<Optional<Forgotten>> forget(String sink) {
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
    public Optional<String> lateSignals() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
