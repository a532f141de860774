package io.iotconnectivity.engine.kafka.sink;

import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.delivery.PendingRow;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Repetition;
import io.iotconnectivity.delivery.SinkProgress;
import io.iotconnectivity.delivery.SinkState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is saved about one sink in one partition, as of the last checkpoint. Thread-safe. */
final class SavedState {
    private boolean registered;
    private long cursor;
    private long reach;
    private final Map<Long, PendingRow> rows = new TreeMap<>();
    private final Map<String, Receipt> tickets = new HashMap<>();
    private final Map<String, Repetition> repetitions = new HashMap<>();

    /** Whether the sink has ever been subscribed. */
    synchronized boolean isRegistered() {
        return registered;
    }

    synchronized long cursor() {
        return cursor;
    }

    synchronized void progress(Optional<SinkRecords.Progress> saved) {
        registered = saved.isPresent();
        cursor = saved.map(SinkRecords.Progress::cursor).orElse(0L);
        reach = saved.map(SinkRecords.Progress::reach).orElse(0L);
    }

    synchronized void row(long seq, Optional<PendingRow> row) {
        put(rows, seq, row);
    }

    synchronized void ticket(String ticket, Optional<Receipt> receipt) {
        // What the sink answered is in the story.
        put(tickets, ticket, receipt.map(given -> new Receipt(given.kept(), Optional.empty())));
    }

    synchronized void repetition(String ticket, Optional<Repetition> repetition) {
        put(repetitions, ticket, repetition);
    }

    synchronized void save(Checkpoint checkpoint) {
        progress(Optional.of(new SinkRecords.Progress(checkpoint.cursor(), checkpoint.reach())));
        checkpoint.rows().forEach(this::row);
        checkpoint.tickets().forEach((ticket, receipt) -> {
            ticket(ticket, receipt);
            if (receipt.isEmpty()) {
                repetition(ticket, Optional.empty());
            }
        });
        checkpoint.repetitions().forEach(this::repetition);
    }

    /**
     * @param end the present end of the log
     */
    synchronized SinkProgress progress(long end, Optional<String> gone) {
        return new SinkProgress(cursor, Math.min(reach, end), gone);
    }

    /**
     * @param end the present end of the log
     */
    synchronized SinkState state(long end, Optional<String> gone) {
        return new SinkState(
                progress(end, gone), List.copyOf(rows.values()), new HashMap<>(tickets), new HashMap<>(repetitions));
    }

    private static <K, V> void put(Map<K, V> all, K key, Optional<V> value) {
        value.ifPresentOrElse(present -> all.put(key, present), () -> all.remove(key));
    }
}
