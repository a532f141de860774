package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.engine.embedded.Lane.Pending;
import io.iotconnectivity.engine.embedded.Lane.Pending.State;
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
import java.util.stream.Stream;

/**
 * What one sink still has to get, a lane for each device, and how much of that its cursor may pass. An event is noted in a
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

    private Map<Long, Optional<Parked>> rows = new LinkedHashMap<>();
    private List<Progress.Lost> lost = new ArrayList<>();
    private long readUpTo;
    private long notedCursor;
    private int parked;

    Lanes(long cursor) {
        this.readUpTo = cursor;
        this.notedCursor = cursor;
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
        Pending pending = new Pending(logged.seq(), logged.event(), heldUp ? State.PARKED : State.OPEN);
        parked += heldUp ? 1 : 0;
        afterCursor.add(pending);
        lane.waiting.add(pending);
        queue(lane, now);
    }

    /** An event that has a row, in the order of the log, before anything is added. */
    void restore(Logged logged, Parked row, Instant now) {
        Lane lane = lane(logged.event().subject());
        Pending pending = new Pending(logged.seq(), logged.event(), State.PARKED);
        pending.attempts = row.attempts();
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

    private static Lane begin(Lane lane) {
        lane.queued = false;
        lane.underWay = true;
        return lane;
    }

    void delivered(Lane lane, Instant now) {
        Pending first = end(lane, State.DELIVERED);
        if (first.hasRow) {
            rows.put(first.seq, Optional.empty());
        }
        goOn(lane, now);
    }

    void lost(Lane lane, String reason, Instant now) {
        Pending first = end(lane, State.LOST);
        first.error = reason;
        if (first.hasRow) {
            rows.put(first.seq, Optional.empty());
            lost.add(new Progress.Lost(first.event, first.attempts, reason, now));
        }
        goOn(lane, now);
    }

    /** The first one is to be tried again; until then all of the device wait. */
    void failed(Lane lane, String error, Instant due, Instant now) {
        lane.underWay = false;
        lane.due = due;
        lane.first().error = error;
        for (Pending pending : lane.waiting) {
            if (pending.state == State.OPEN) {
                pending.state = State.PARKED;
                parked++;
            }
        }
        if (lane.first().hasRow) {
            rows.put(lane.first().seq, Optional.of(row(lane.first(), due)));
        }
        queue(lane, now);
    }

    /** The call came to nothing and does not count. */
    void undone(Lane lane, Instant now) {
        lane.underWay = false;
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

    private Pending end(Lane lane, State state) {
        lane.underWay = false;
        lane.due = Instant.MIN;
        Pending first = lane.waiting.removeFirst();
        if (first.state == State.PARKED) {
            parked--;
        }
        first.state = state;
        return first;
    }

    private void goOn(Lane lane, Instant now) {
        if (lane.waiting.isEmpty()) {
            lanes.remove(lane.device);
        } else {
            queue(lane, now);
        }
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

    private Lane lane(String device) {
        return lanes.computeIfAbsent(device, Lane::new);
    }

    private static Parked row(Pending pending, Instant due) {
        return new Parked(pending.seq, pending.attempts, due, pending.error);
    }

    /** Moves the cursor as far as it may go, and tells what has to be noted since the last time; empty if nothing. */
    Optional<Change> change(Instant now) {
        while (!afterCursor.isEmpty() && afterCursor.peekFirst().state != State.OPEN) {
            Pending passed = afterCursor.removeFirst();
            if (passed.state == State.PARKED) {
                passed.hasRow = true;
                Lane lane = lane(passed.event.subject());
                rows.put(passed.seq, Optional.of(row(passed, lane.isHeldUp(now) ? lane.due : now)));
            } else if (passed.state == State.LOST) {
                lost.add(new Progress.Lost(passed.event, passed.attempts, passed.error, now));
            }
        }
        long cursor = afterCursor.isEmpty() ? readUpTo : afterCursor.peekFirst().seq - 1;
        if (cursor == notedCursor && rows.isEmpty() && lost.isEmpty()) {
            return Optional.empty();
        }
        Change change = new Change(cursor, rows, lost);
        notedCursor = cursor;
        rows = new LinkedHashMap<>();
        lost = new ArrayList<>();
        return Optional.of(change);
    }

    record Change(long cursor, Map<Long, Optional<Parked>> rows, List<Progress.Lost> lost) {}

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
