package io.iotconnectivity.web;

import io.iotconnectivity.delivery.Forgotten;
import io.iotconnectivity.engine.Cluster;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.EngineDouble;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.Replayed;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.Signal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** An engine that does nothing but remember what it was told; its ledger says what the test puts there. */
public final class RecordingEngine extends EngineDouble {
    public final ListedLedger listed = new ListedLedger();
    /** Answers instead of it. */
    volatile Optional<Ledger> other = Optional.empty();

    public final List<DeadLetterQuery> replayed = new CopyOnWriteArrayList<>();
    public final Map<String, List<Event>> addressed = new ConcurrentHashMap<>();
    public final List<Signal> accepted = new CopyOnWriteArrayList<>();
    public final List<String> enabled = new CopyOnWriteArrayList<>();
    /** What else happens when events are addressed to a sink. */
    public volatile BiConsumer<String, List<Event>> whenAddressed = (sink, events) -> {};

    public volatile StoreHealth store = StoreHealth.WELL;
    /** The warning about late signals. */
    public volatile Optional<String> late = Optional.empty();

    /** The cluster that it runs on. */
    public volatile Supplier<Optional<Cluster>> cluster = Optional::empty;

    /** What every write waits for. */
    public volatile CompletableFuture<Void> durable = CompletableFuture.completedFuture(null);

    public void durable(CompletableFuture<Void> write) {
        durable = write;
    }

    @Override
    public Optional<String> lateSignals() {
        return late;
    }

    @Override
    public CompletableFuture<Void> accept(Signal signal) {
        return durable.thenRun(() -> accepted.add(signal));
    }

    @Override
    public CompletableFuture<Void> silence(Silence silence) {
        return durable.thenRun(() -> listed.silences.add(silence));
    }

    /** The incidents that take notes. */
    public final Set<String> openForNotes = ConcurrentHashMap.newKeySet();

    /** The notes of all incidents. */
    public final List<Note> notes = new CopyOnWriteArrayList<>();

    @Override
    public CompletableFuture<Boolean> note(String incidentId, Note note) {
        boolean open = openForNotes.contains(incidentId);
        if (open) {
            notes.add(note);
        }
        return durable.thenApply(done -> open);
    }

    @Override
    public CompletableFuture<Boolean> endSilence(String id) {
        return durable.thenApply(
                done -> listed.silences.removeIf(silence -> silence.id().equals(id)));
    }

    @Override
    public CompletableFuture<Replayed> replay(DeadLetterQuery which) {
        replayed.add(which);
        return durable.thenApply(done -> new Replayed(listed.letters.size(), 2, 1));
    }

    @Override
    public CompletableFuture<Void> address(String sink, List<Event> events) {
        addressed.put(sink, events);
        return durable.thenRun(() -> whenAddressed.accept(sink, events));
    }

    @Override
    public CompletableFuture<Boolean> enable(String sink) {
        enabled.add(sink);
        return durable.thenApply(done -> true);
    }

    @Override
    public CompletableFuture<Optional<Forgotten>> forget(String sink) {
        boolean live = listed.sinks.stream().anyMatch(status -> status.name().equals(sink) && status.active());
        return durable.thenApply(done -> {
            listed.sinks.removeIf(status -> !live && status.name().equals(sink));
            return live ? Optional.empty() : Optional.of(new Forgotten(12, 3, 4));
        });
    }

    @Override
    public Ledger ledger() {
        return other.orElse(listed);
    }

    @Override
    public Optional<Cluster> cluster() {
        return cluster.get();
    }

    @Override
    public StoreHealth health() {
        return store;
    }
}
