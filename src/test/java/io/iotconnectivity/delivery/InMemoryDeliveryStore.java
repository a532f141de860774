package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Keeps everything in memory, and is durable for as long as it is referenced. */
public final class InMemoryDeliveryStore implements DeliveryStore {
    private final List<Logged> log = new ArrayList<>();
    private final Map<String, Kept> sinks = new HashMap<>();
    private final Set<String> over = new HashSet<>();
    private boolean readable = true;

    private static final class Kept {
        private long cursor;
        private long reach;
        private Optional<String> gone = Optional.empty();
        private final Map<Long, PendingRow> rows = new TreeMap<>();
        private final Map<String, Receipt> tickets = new HashMap<>();
        private final Map<String, Repetition> repetitions = new HashMap<>();
        private final List<Completion> completions = new ArrayList<>();
    }

    /** Appends an event for all sinks. */
    synchronized void tell(Event event) {
        log.add(new Logged(log.size() + 1L, event));
    }

    /** From now on the incident of this id is over. */
    synchronized void end(String incidentId) {
        over.add(incidentId);
    }

    /** Whether reading works; see {@link StoreUnavailable}. */
    synchronized void readable(boolean works) {
        readable = works;
    }

    /** What was saved of the events that a sink is done with. */
    synchronized List<Completion> completions(String sink) {
        return List.copyOf(sinks.get(sink).completions);
    }

    private void read() {
        if (!readable) {
            throw new StoreUnavailable("unplugged");
        }
    }

    @Override
    public synchronized CompletableFuture<Void> register(String sink) {
        sinks.computeIfAbsent(sink, name -> {
            Kept kept = new Kept();
            kept.cursor = log.size();
            kept.reach = log.size();
            return kept;
        });
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized SinkState load(String sink) {
        read();
        Kept kept = sinks.get(sink);
        return new SinkState(
                kept.cursor,
                kept.reach,
                kept.gone,
                kept.rows.values().stream()
                        .map(row -> new SinkState.Pending(log.get((int) row.seq() - 1), row))
                        .toList(),
                new HashMap<>(kept.tickets),
                new HashMap<>(kept.repetitions));
    }

    @Override
    public synchronized long lastPosition() {
        return log.size();
    }

    @Override
    public synchronized List<Logged> eventsAfter(long position, int limit) {
        read();
        return List.copyOf(
                log.subList((int) Math.min(position, log.size()), (int) Math.min(position + limit, log.size())));
    }

    @Override
    public synchronized boolean isOver(Event event) {
        read();
        return !event.isTest() && event.data().incident().filter(over::contains).isPresent();
    }

    @Override
    public void save(Checkpoint checkpoint, Runnable then) {
        synchronized (this) {
            Kept kept = sinks.get(checkpoint.sink());
            if (kept != null) {
                save(checkpoint, kept);
            }
        }
        then.run();
    }

    private void save(Checkpoint checkpoint, Kept kept) {
        kept.cursor = checkpoint.cursor();
        kept.reach = checkpoint.reach();
        put(kept.rows, checkpoint.rows());
        put(kept.tickets, checkpoint.tickets());
        checkpoint.tickets().forEach((ticket, receipt) -> {
            if (receipt.isEmpty()) {
                kept.repetitions.remove(ticket);
            }
        });
        put(kept.repetitions, checkpoint.repetitions());
        kept.completions.addAll(checkpoint.completions());
        for (Completion completion : checkpoint.completions()) {
            completion.lost().ifPresent(lost -> lost.fallback()
                    .ifPresent(other -> log.add(new Logged(log.size() + 1L, lost.event(), Optional.of(other)))));
        }
    }

    private static <K, V> void put(Map<K, V> kept, Map<K, Optional<V>> changes) {
        changes.forEach((key, change) -> change.ifPresentOrElse(value -> kept.put(key, value), () -> kept.remove(key)));
    }

    @Override
    public synchronized void disable(String sink, String why) {
        sinks.get(sink).gone = Optional.of(why);
    }

    @Override
    public synchronized CompletableFuture<Boolean> enable(String sink) {
        Kept kept = sinks.get(sink);
        boolean was = kept != null && kept.gone.isPresent();
        if (was) {
            kept.gone = Optional.empty();
        }
        return CompletableFuture.completedFuture(was);
    }

    @Override
    public synchronized CompletableFuture<Void> address(String sink, List<Event> events) {
        events.forEach(event -> log.add(new Logged(log.size() + 1L, event, Optional.of(sink))));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletableFuture<Optional<Forgotten>> forget(String sink, BooleanSupplier attached) {
        if (attached.getAsBoolean()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Kept kept = sinks.containsKey(sink) ? sinks.remove(sink) : new Kept();
        long lost = kept.completions.stream()
                .filter(completion -> completion.lost().isPresent())
                .count();
        return CompletableFuture.completedFuture(
                Optional.of(new Forgotten(kept.rows.size(), kept.tickets.size(), (int) lost)));
    }
}
