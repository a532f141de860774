package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.engine.sqlite.Lane.Pending;
import io.iotconnectivity.engine.sqlite.Lane.Pending.State;
import io.iotconnectivity.event.Event;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one sink still has to get, a lane for each device or incident, and how much of that its cursor may pass. An event is noted in a
 * row of its own only when the cursor passes it, so all rows lie at or before the cursor and all else after it. Used by
 * one thread.
 */
final class Lanes {
    private static final int MOST_READ_AHEAD = 1000;
    private static final int MOST_PARKED = 2000;

    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<Lane> ready = new ArrayDeque<>();
    private final PriorityQueue<Lane> heldUp = new PriorityQueue<>(Comparator.comparing((Lane lane) -> lane.due));
    /** Everything after the cursor that was read, in the order of the log. */
    private final Deque<Pending> afterCursor = new ArrayDeque<>();

    private Map<Long, Optional<PendingRow>> rows = new LinkedHashMap<>();
    private Map<String, Optional<Receipt>> tickets = new LinkedHashMap<>();
    private List<Ending> endings = new ArrayList<>();
    /** Tickets with the place of the latest event of each that is done with, while this is not durable. */
    private final Map<String, Long> unsettled = new HashMap<>();
    /** Those of them that the latest change settles. */
    private Map<String, Long> settling = Map.of();

    private final long doubtUpTo;
    private long readUpTo;
    private long notedCursor;
    private int parked;

    /**
     * @param doubtUpTo what lies after the cursor and not after this may have been tried, and nobody has noted it
     */
    Lanes(long cursor, long doubtUpTo) {
        this.readUpTo = cursor;
        this.notedCursor = cursor;
        this.doubtUpTo = doubtUpTo;
    }

    long readUpTo() {
        return readUpTo;
    }

    /** Whether more should be read from the log; if not, the cursor waits. */
    boolean hasRoom() {
        return afterCursor.size() < MOST_READ_AHEAD && parked < MOST_PARKED;
    }

    /** The next event of the log, which the sink does not want. */
    void skip(long seq) {
        readUpTo = seq;
    }

    /** The next event of the log. */
    void add(Logged logged, Instant now) {
        readUpTo = logged.seq();
        Lane lane = lane(logged.event().subject());
        boolean heldUp = lane.isHeldUp(now) && !lane.underWay && !lane.waiting.isEmpty();
        Pending pending = new Pending(logged, heldUp ? State.PARKED : State.OPEN);
        pending.maybe = logged.seq() <= doubtUpTo;
        parked += heldUp ? 1 : 0;
        afterCursor.add(pending);
        lane.waiting.add(pending);
        queue(lane, now);
    }

    /** An event that has a row, in the order of the log, before anything is added. */
    void restore(Logged logged, PendingRow row, Instant now) {
        Lane lane = lane(logged.event().subject());
        Pending pending = new Pending(logged, State.PARKED);
        pending.attempts = row.attempts();
        pending.maybe = row.maybe();
        pending.error = row.error();
        pending.hasRow = true;
        parked++;
        if (lane.waiting.isEmpty()) {
            lane.due = row.due();
        }
        lane.waiting.add(pending);
        queue(lane, now);
    }

    /** Takes the next lane whose first event may be tried. */
    Optional<Lane> take(Instant now) {
        while (!heldUp.isEmpty() && !heldUp.peek().isHeldUp(now)) {
            Lane due = heldUp.poll();
            due.queued = false;
            queue(due, now);
        }
        return Optional.ofNullable(ready.poll()).map(Lanes::begin);
    }

    /**
     * Takes the lane to try a sink with that looks dead: the one whose first event has failed least often, so that no
     * event uses up its attempts on the sink's account while others could share them.
     */
    Optional<Lane> takeForProbe() {
        Optional<Lane> probe = Stream.concat(ready.stream(), heldUp.stream())
                .min(Comparator.comparingInt((Lane lane) -> lane.first().attempts)
                        .thenComparingLong(lane -> lane.first().seq));
        probe.ifPresent(lane -> {
            ready.remove(lane);
            heldUp.remove(lane);
        });
        return probe.map(Lanes::begin);
    }

    /** Takes the lane of a subject of which nothing waits, to tell something once more; empty if there is something new to tell. */
    Optional<Lane> takeToRepeat(Repeats.Due due) {
        String subject = due.event().subject();
        if (lanes.containsKey(subject)) {
            return Optional.empty();
        }
        Lane lane = lane(subject);
        lane.repeating = Optional.of(due);
        lane.underWay = true;
        return Optional.of(lane);
    }

    /** What was told once more is done with. */
    void endRepeat(Lane lane, Instant now) {
        lane.repeating = Optional.empty();
        lane.underWay = false;
        if (lane.waiting.isEmpty()) {
            lanes.remove(lane.subject);
        } else {
            queue(lane, now);
        }
    }

    private static Lane begin(Lane lane) {
        lane.queued = false;
        lane.underWay = true;
        return lane;
    }

    /** Whether an event that waits here fulfils the condition; only those of one subject are looked at. */
    boolean isWaiting(String subject, Predicate<Event> condition) {
        Lane lane = lanes.get(subject);
        return lane != null && lane.waiting.stream().anyMatch(pending -> condition.test(pending.event));
    }

    /**
     * Is to be called before an attempt with the first one that must not be forgotten, should the process end during it.
     *
     * @param reach what is known durably to be in doubt up to there, should the process end
     * @return whether the attempt has to wait until the present change and reach are durable
     */
    boolean forewarn(Lane lane, long reach, Instant now) {
        Pending first = lane.first();
        if (first.maybe) {
            return false;
        }
        if (first.hasRow) {
            rows.put(first.seq, Optional.of(row(first, dueOf(lane, now)).perhapsTaken()));
            return true;
        }
        return first.seq > reach;
    }

    /** From now on the sink has this ticket, with what it keeps of it. */
    void opened(String ticket, Receipt receipt) {
        tickets.put(ticket, Optional.of(receipt));
    }

    /** The first one, which is of this ticket, comes to its end; see {@link #settle}. */
    void unsettle(Lane lane, String ticket) {
        unsettled.put(ticket, lane.first().seq);
    }

    /**
     * Is to be called before an attempt with the end of a ticket: should the process end behind it, what was told before
     * must not be told once more, or the sink would open the ticket again.
     *
     * @return whether the attempt has to wait until the present change is durable
     */
    boolean settle(String ticket) {
        Long seq = unsettled.get(ticket);
        if (seq == null) {
            return false;
        }
        afterCursor.stream().takeWhile(pending -> pending.seq < seq).forEach(this::letPass);
        return true;
    }

    private void letPass(Pending pending) {
        if (pending.state == State.OPEN) {
            pending.state = State.PARKED;
            parked++;
        }
    }

    /** The latest change is durable. */
    void noted() {
        settling.forEach(unsettled::remove);
        settling = Map.of();
    }

    /** The sink is done with the first one. */
    void end(Lane lane, Ending ending, Instant now) {
        lane.underWay = false;
        lane.due = Instant.MIN;
        Pending first = lane.waiting.removeFirst();
        if (first.state == State.PARKED) {
            parked--;
        }
        first.state = State.DONE;
        if (first.hasRow) {
            rows.put(first.seq, Optional.empty());
            collect(ending);
        } else {
            first.ending = ending;
        }
        if (lane.waiting.isEmpty()) {
            lanes.remove(lane.subject);
        } else {
            queue(lane, now);
        }
    }

    private void collect(Ending ending) {
        if (ending != Ending.NONE) {
            endings.add(ending);
            ending.closed().ifPresent(ticket -> tickets.put(ticket, Optional.empty()));
        }
    }

    /** The first one is to be tried again; until then all of its lane wait. */
    void failed(Lane lane, String error, Instant due, Instant now) {
        lane.underWay = false;
        lane.due = due;
        lane.first().error = error;
        lane.waiting.forEach(this::letPass);
        if (lane.first().hasRow) {
            rows.put(lane.first().seq, Optional.of(row(lane.first(), due)));
        }
        queue(lane, now);
    }

    /** The call came to nothing and does not count. */
    void undone(Lane lane, Instant now) {
        lane.underWay = false;
        if (lane.first().hasRow) {
            rows.put(lane.first().seq, Optional.of(row(lane.first(), dueOf(lane, now))));
        }
        queue(lane, now);
    }

    /** Everything that waits for another attempt may be tried at once. */
    void release(Instant now) {
        List<Lane> all = List.copyOf(heldUp);
        heldUp.clear();
        for (Lane lane : all) {
            lane.due = Instant.MIN;
            lane.queued = false;
            queue(lane, now);
        }
    }

    /** When the next lane becomes ready by itself. */
    Optional<Instant> nextDue() {
        return Optional.ofNullable(heldUp.peek()).map(lane -> lane.due);
    }

    private void queue(Lane lane, Instant now) {
        if (lane.queued || lane.underWay) {
            return;
        }
        lane.queued = true;
        if (lane.isHeldUp(now)) {
            heldUp.add(lane);
        } else {
            ready.add(lane);
        }
    }

    private Lane lane(String subject) {
        return lanes.computeIfAbsent(subject, Lane::new);
    }

    private static Instant dueOf(Lane lane, Instant now) {
        return lane.isHeldUp(now) ? lane.due : now;
    }

    private static PendingRow row(Pending pending, Instant due) {
        return new PendingRow(pending.seq, pending.attempts, due, pending.error, pending.maybe);
    }

    /** Moves the cursor as far as it may go, and tells what has to be noted since the last time; empty if nothing. */
    Optional<Change> change(Instant now) {
        while (!afterCursor.isEmpty() && afterCursor.peekFirst().state != State.OPEN) {
            Pending passed = afterCursor.removeFirst();
            if (passed.state == State.PARKED) {
                passed.hasRow = true;
                Lane lane = lane(passed.event.subject());
                PendingRow row = row(passed, dueOf(lane, now));
                rows.put(passed.seq, Optional.of(lane.isUnderWay(passed) ? row.perhapsTaken() : row));
            } else {
                collect(passed.ending);
            }
        }
        long cursor = afterCursor.isEmpty() ? readUpTo : afterCursor.peekFirst().seq - 1;
        if (cursor == notedCursor && rows.isEmpty() && tickets.isEmpty() && endings.isEmpty()) {
            return Optional.empty();
        }
        Change change = new Change(cursor, rows, tickets, endings);
        notedCursor = cursor;
        settling = new HashMap<>(unsettled);
        settling.values().removeIf(seq -> seq > cursor);
        rows = new LinkedHashMap<>();
        tickets = new LinkedHashMap<>();
        endings = new ArrayList<>();
        return Optional.of(change);
    }

    /** A change that changes nothing. */
    Change nothing() {
        return new Change(notedCursor, Map.of(), Map.of(), List.of());
    }

    /**
     * What has to be noted.
     *
     * @param tickets what the sink keeps of each; empty for one that is closed
     */
    record Change(
            long cursor,
            Map<Long, Optional<PendingRow>> rows,
            Map<String, Optional<Receipt>> tickets,
            List<Ending> endings) {}

    /** Up to which event anything may have been tried that has no row, after {@link #parkInDoubt} and {@link #change}. */
    long inDoubtUpTo() {
        return Math.max(notedCursor, readUpTo < doubtUpTo ? doubtUpTo : 0);
    }

    /** Lets the cursor pass whatever may have reached the sink, so that its rows tell of it: nothing more will be tried. */
    void parkInDoubt() {
        long last = afterCursor.stream()
                .filter(pending -> pending.state != State.DONE)
                .filter(pending ->
                        pending.maybe || lane(pending.event.subject()).isUnderWay(pending))
                .mapToLong(pending -> pending.seq)
                .max()
                .orElse(0);
        afterCursor.stream().takeWhile(pending -> pending.seq <= last).forEach(this::letPass);
    }

    /** How many events wait here, whether they have failed or not. */
    int waiting() {
        return (int) afterCursor.stream()
                        .filter(pending -> pending.state == State.OPEN)
                        .count()
                + parked;
    }

    /** How many have failed at least once. */
    int retrying() {
        return (int) lanes.values().stream()
                .filter(lane -> !lane.waiting.isEmpty() && lane.first().attempts > 0)
                .count();
    }

    Optional<Instant> oldestWaiting() {
        return lanes.values().stream()
                .filter(lane -> !lane.waiting.isEmpty())
                .min(Comparator.comparingLong(lane -> lane.first().seq))
                .map(lane -> lane.first().event.time());
    }
}
