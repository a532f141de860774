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

/** The open tickets that one sink wants to be told of again and again, by when each is due. Used by one thread. */
final class Repeats {
    private final Map<String, Due> byTicket = new HashMap<>();
    /** Holds also what has been replaced or has ended, until its time comes. */
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparing(Due::at));

    private Map<String, Optional<Repetition>> unnoted = new LinkedHashMap<>();

    /**
     * One that is due at a time.
     *
     * @param failures how often in a row it could not be told
     */
    record Due(String ticket, Repetition what, Instant at, int failures) {
        Event event() {
            return what.event();
        }
    }

    /**
     * @param stored all are due at once, since the sink may have been restarted together with this process
     */
    Repeats(Map<String, Repetition> stored, Instant now) {
        stored.forEach((ticket, what) -> put(new Due(ticket, what, now, 0)));
    }

    private void put(Due due) {
        byTicket.put(due.ticket, due);
        queue.add(due);
    }

    /**
     * The sink has taken an event of a ticket that is open.
     *
     * @param every how soon it wants it again; absent: not at all
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

    /** Many that were told at one moment need not come back at one. */
    private static Duration spread(Duration every) {
        long full = every.toMillis();
        return Duration.ofMillis(full * 3 / 4 + ThreadLocalRandom.current().nextLong(full / 4 + 1));
    }

    /** Could not be told again, and is tried once more after a while. */
    void failed(Due due, Optional<Duration> asked, Instant now) {
        put(new Due(due.ticket, due.what, now.plus(RedeliveryDelay.after(due.failures + 1, asked)), due.failures + 1));
    }

    /** Is told again later, since there is something else to tell of the ticket first, or telling it is no use. */
    void postpone(Due due, Instant now) {
        put(new Due(due.ticket, due.what, now.plus(spread(due.what.every())), 0));
    }

    /** The ticket has ended. What is stored goes with the ticket. */
    void ended(String ticket) {
        byTicket.remove(ticket);
        unnoted.remove(ticket);
    }

    /** Takes the next that is due; it comes again by {@link #told}, {@link #failed} or {@link #postpone} only. */
    Optional<Due> take(Instant now) {
        while (!queue.isEmpty() && !queue.peek().at.isAfter(now)) {
            Due due = queue.poll();
            if (byTicket.get(due.ticket) == due) {
                return Optional.of(due);
            }
        }
        return Optional.empty();
    }

    /** What has to be noted since the last time: what is to be told of each ticket, or that nothing is. */
    Map<String, Optional<Repetition>> change() {
        Map<String, Optional<Repetition>> change = unnoted;
        unnoted = new LinkedHashMap<>();
        return change;
    }

    boolean hasChanged() {
        return !unnoted.isEmpty();
    }
}
