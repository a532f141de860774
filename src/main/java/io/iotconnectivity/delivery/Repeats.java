package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The open tickets that one sink wants repeated, by due time: because it asked for it when it accepted them, or because
 * its settings want it reminded. Confined to one thread.
 */
final class Repeats {
    private final Map<String, Due> byTicket = new HashMap<>();
    /** Also contains replaced and ended entries until they are due. */
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparing(Due::at));

    private Map<String, Optional<Repetition>> unnoted = new LinkedHashMap<>();

    /**
     * A repetition and its due time.
     *
     * @param failures the number of consecutive failures
     */
    record Due(String ticket, Repetition what, Instant at, int failures) {
        Event event() {
            return what.event();
        }

        boolean isReminder() {
            return Reminder.is(what.event());
        }
    }

    Repeats(Map<String, Repetition> stored, Instant now) {
        this(stored, Telling.AT_ONCE, now);
    }

    /**
     * @param stored all are due at once, since the sink may have been restarted together with this process; but a
     *     reminder when it would have been, if the settings still want any
     */
    Repeats(Map<String, Repetition> stored, Telling telling, Instant now) {
        stored.forEach((ticket, what) -> {
            if (!Reminder.is(what.event())) {
                put(new Due(ticket, what, now, 0));
            } else if (telling.repeatEvery().isPresent()) {
                put(new Due(ticket, what, what.event().time(), 0));
            } else {
                unnoted.put(ticket, Optional.empty());
            }
        });
    }

    private void put(Due due) {
        byTicket.put(due.ticket, due);
        queue.add(due);
    }

    /**
     * The sink accepted an event of an open ticket.
     *
     * @param every the interval at which it wants it repeated; absent if it does not
     */
    void told(String ticket, Event event, Optional<Duration> every, Instant now) {
        Due before = byTicket.get(ticket);
        if (every.isEmpty()) {
            if (before != null) {
                byTicket.remove(ticket);
                unnoted.put(ticket, Optional.empty());
            }
            return;
        }
        Repetition what = new Repetition(every.get(), event);
        if (before == null || !before.what.equals(what)) {
            unnoted.put(ticket, Optional.of(what));
        }
        put(new Due(ticket, what, now.plus(spread(every.get())), 0));
    }

    /** The sink accepted an event of an open ticket, and is to get this reminder of it when it is due. */
    void remind(String ticket, Event reminder, Duration every) {
        Repetition what = new Repetition(every, reminder);
        unnoted.put(ticket, Optional.of(what));
        put(new Due(ticket, what, reminder.time(), 0));
    }

    /** A reminder was due at a time at which the sink may not be told. */
    void putOff(Due due, Instant until) {
        put(new Due(due.ticket, due.what, until, due.failures));
    }

    /** Spreads repetitions, so that many delivered at the same moment are not all due at the same moment. */
    private static Duration spread(Duration every) {
        long full = every.toMillis();
        return Duration.ofMillis(full * 3 / 4 + ThreadLocalRandom.current().nextLong(full / 4 + 1));
    }

    /** A repetition failed and will be retried after a while. */
    void failed(Due due, Optional<Duration> asked, Instant now) {
        put(new Due(due.ticket, due.what, now.plus(RedeliveryDelay.after(due.failures + 1, asked)), due.failures + 1));
    }

    /**
     * Postpones a repetition, since there is something newer to deliver about the ticket, or repeating it is useless.
     */
    void postpone(Due due, Instant now) {
        put(new Due(due.ticket, due.what, now.plus(spread(due.what.every())), 0));
    }

    /** The ticket has ended. Its stored repetition is deleted with the ticket. */
    void ended(String ticket) {
        byTicket.remove(ticket);
        unnoted.remove(ticket);
    }

    /** Takes the next one that is due; only {@link #told}, {@link #failed} or {@link #postpone} reschedule it. */
    Optional<Due> take(Instant now) {
        while (!queue.isEmpty() && !queue.peek().at.isAfter(now)) {
            Due due = queue.poll();
            if (byTicket.get(due.ticket) == due) {
                return Optional.of(due);
            }
        }
        return Optional.empty();
    }

    /** The changes to save since the last call: the repetition of each ticket, or that there is none. */
    Map<String, Optional<Repetition>> change() {
        Map<String, Optional<Repetition>> change = unnoted;
        unnoted = new LinkedHashMap<>();
        return change;
    }

    boolean hasChanged() {
        return !unnoted.isEmpty();
    }
}
