package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Forgotten;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.Leadership;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.Unreadable;
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

/** An engine on Kafka for whoever cannot wait: what is accepted is processed, and read what has been processed. */
final class SettledEngine implements Engine {
    private final KafkaEngine engine;
    private final Rest rest;

    SettledEngine(KafkaEngine engine, Rest rest) {
        this.engine = engine;
        this.rest = rest;
    }

    /** Fails once the stages have stopped: Kafka would take it, and another node process it. */
    private <T> CompletableFuture<T> settled(CompletableFuture<T> done) {
        Optional<String> problem = engine.health().problem();
        return problem.isPresent()
                ? CompletableFuture.failedFuture(new IllegalStateException(problem.get()))
                : done.thenCompose(result -> rest.reached().thenApply(reached -> result));
    }

    @Override
    public CompletableFuture<Void> accept(Signal signal) {
        return settled(engine.accept(signal));
    }

    @Override
    public CompletableFuture<Void> accept(Signal signal, Optional<String> trace) {
        return settled(engine.accept(signal, trace));
    }

    @Override
    public void continueTraces() {
        engine.continueTraces();
    }

    @Override
    public CompletableFuture<Void> keep(Unreadable unreadable) {
        return settled(engine.keep(unreadable));
    }

    @Override
    public void attach(Sink sink, Delivery delivery) {
        engine.attach(sink, delivery);
    }

    @Override
    public void detach(String sinkName) {
        engine.detach(sinkName);
    }

    @Override
    public void answerWith(Consumer<Effect> asker) {
        engine.answerWith(asker);
        rest.asked().join();
    }

    @Override
    public void holdDeadlines(String holder, Instant until) {
        engine.holdDeadlines(holder, until);
    }

    @Override
    public CompletableFuture<Void> measured(SloReading reading) {
        return settled(engine.measured(reading));
    }

    @Override
    public boolean holdsDeadlines() {
        return engine.holdsDeadlines();
    }

    @Override
    public CompletableFuture<Void> sighted(Sight sight) {
        return settled(engine.sighted(sight));
    }

    @Override
    public CompletableFuture<Boolean> note(String incidentId, Note note) {
        return settled(engine.note(incidentId, note));
    }

    @Override
    public CompletableFuture<Boolean> compared(String incidentId, Optional<Common> common) {
        return settled(engine.compared(incidentId, common));
    }

    @Override
    public CompletableFuture<Void> silence(Silence silence) {
        return settled(engine.silence(silence));
    }

    @Override
    public CompletableFuture<Boolean> endSilence(String id) {
        return settled(engine.endSilence(id));
    }

    @Override
    public CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        return settled(engine.replay(which));
    }

    @Override
    public void readAgainWith(SecondReading reading) {
        engine.readAgainWith(reading);
    }

    @Override
    public CompletableFuture<Void> append(Event event) {
        return settled(engine.append(event));
    }

    @Override
    public CompletableFuture<Void> address(String sink, List<Event> events) {
        return settled(engine.address(sink, events));
    }

    @Override
    public CompletableFuture<Boolean> enable(String sink) {
        return settled(engine.enable(sink));
    }

    @Override
    public CompletableFuture<Optional<Forgotten>> forget(String sink) {
        return settled(engine.forget(sink));
    }

    @Override
    public void regroup() {
        engine.regroup();
    }

    @Override
    public Leadership leadership() {
        return engine.leadership();
    }

    @Override
    public Ledger ledger() {
        rest.reached().join();
        return engine.ledger();
    }

    @Override
    public StoreHealth health() {
        return engine.health();
    }

    @Override
    public Optional<String> lateSignals() {
        rest.reached().join();
        return engine.lateSignals();
    }

    @Override
    public void close() {
        rest.close();
        engine.close();
    }
}
