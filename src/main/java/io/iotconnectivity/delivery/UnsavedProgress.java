package io.iotconnectivity.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the next checkpoint of a sink must save, and which tickets' latest events wait for it. Confined to one thread.
 */
final class UnsavedProgress {
    private Map<Long, Optional<PendingRow>> rows = new LinkedHashMap<>();
    private Map<String, Optional<Receipt>> tickets = new LinkedHashMap<>();
    private List<Completion> completions = new ArrayList<>();
    /** By ticket, the position of the latest completed event, while that is not durable. */
    private final Map<String, Long> latest = new HashMap<>();
    /** The entries that the checkpoint in progress makes durable. */
    private Map<String, Long> saving = Map.of();

    /**
     * What must be saved.
     *
     * @see Checkpoint
     */
    record Change(
            long cursor,
            Map<Long, Optional<PendingRow>> rows,
            Map<String, Optional<Receipt>> tickets,
            List<Completion> completions) {}

    void put(PendingRow row) {
        rows.put(row.seq(), Optional.of(row));
    }

    void delete(long seq) {
        rows.put(seq, Optional.empty());
    }

    void open(String ticket, Receipt receipt) {
        tickets.put(ticket, Optional.of(receipt));
    }

    void add(Completion completion) {
        if (completion != Completion.NONE) {
            completions.add(completion);
            completion.closed().ifPresent(ticket -> tickets.put(ticket, Optional.empty()));
        }
    }

    /** The sink is done with the event of a ticket at this position. */
    void doneWith(String ticket, long seq) {
        latest.put(ticket, seq);
    }

    /** The position of the latest completed event of a ticket; empty if that is durable. */
    Optional<Long> latestOf(String ticket) {
        return Optional.ofNullable(latest.get(ticket));
    }

    boolean isEmpty() {
        return rows.isEmpty() && tickets.isEmpty() && completions.isEmpty();
    }

    /** Takes what must be saved together with the cursor. */
    Change take(long cursor) {
        Change change = new Change(cursor, rows, tickets, completions);
        saving = new HashMap<>(latest);
        saving.values().removeIf(seq -> seq > cursor);
        rows = new LinkedHashMap<>();
        tickets = new LinkedHashMap<>();
        completions = new ArrayList<>();
        return change;
    }

    /** What was last taken is durable. */
    void saved() {
        saving.forEach(latest::remove);
        saving = Map.of();
    }
}
