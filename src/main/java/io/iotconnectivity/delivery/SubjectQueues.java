package io.iotconnectivity.delivery;

import io.iotconnectivity.delivery.PendingEvent.State;
import io.iotconnectivity.delivery.UnsavedProgress.Change;
import io.iotconnectivity.event.Event;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What one sink still has to get, a queue for each device or incident, and how much of that its cursor may pass. An event gets a pending
 * row only when the cursor passes it, so all rows lie at or before the cursor and all else after it. Used by one thread.
 */
final class SubjectQueues {
    private static final int MOST_READ_AHEAD = 1000;
    private static final int MOST_PARKED = 2000;

    private final Schedule schedule = new Schedule();
    private final UnsavedProgress unsaved = new UnsavedProgress();
    /** Everything after the cursor that was read, in the order of the log. */
    private final Deque<PendingEvent> afterCursor = new ArrayDeque<>();

    private final long doubtUpTo;
    private long readUpTo;
    private long takenCursor;
    private int parked;

    /**
     * @param doubtUpTo what lies after the cursor and not after this may have been tried, without a note of it
     */
    SubjectQueues(long cursor, long doubtUpTo) {
        this.readUpTo = cursor;
        this.takenCursor = cursor;
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
        SubjectQueue queue = schedule.of(logged.event().subject());
        boolean heldUp = queue.isHeldUp(now) && !queue.underWay && !queue.waiting.isEmpty();
        PendingEvent pending = new PendingEvent(logged, heldUp ? State.PARKED : State.OPEN);
        pending.maybe = logged.seq() <= doubtUpTo;
        parked += heldUp ? 1 : 0;
        afterCursor.add(pending);
        queue.waiting.add(pending);
        schedule.add(queue, now);
    }

    /** An event that has a row, in the order of the log, before anything is added. */
    void restore(SinkState.Pending saved, Instant now) {
        SubjectQueue queue = schedule.of(saved.logged().event().subject());
        parked++;
        if (queue.waiting.isEmpty()) {
            queue.due = saved.row().due();
        }
        queue.waiting.add(PendingEvent.restored(saved));
        schedule.add(queue, now);
    }

    /** Takes the next queue whose first event may be tried. */
    Optional<SubjectQueue> take(Instant now) {
        return schedule.take(now);
    }

    /** Takes the queue whose first event a sink is tried with that looks dead. */
    Optional<SubjectQueue> takeForProbe() {
        return schedule.takeForProbe();
    }

    /** Takes the queue of a subject of which nothing waits, to tell something once more; empty if there is something new to tell. */
    Optional<SubjectQueue> takeToRepeat(Repeats.Due due) {
        String subject = due.event().subject();
        if (schedule.find(subject).isPresent()) {
            return Optional.empty();
        }
        SubjectQueue queue = schedule.of(subject);
        queue.repeating = Optional.of(due);
        queue.underWay = true;
        return Optional.of(queue);
    }

    /** What was told once more is done with. */
    void endRepeat(SubjectQueue queue, Instant now) {
        queue.repeating = Optional.empty();
        schedule.putBack(queue, now);
    }

    /** Whether an event that waits here fulfils the condition; only those of one subject are looked at. */
    boolean isWaiting(String subject, Predicate<Event> condition) {
        return schedule.find(subject)
                .filter(queue -> queue.waiting.stream().anyMatch(pending -> condition.test(pending.event)))
                .isPresent();
    }

    /**
     * Is to be called before an attempt with the first one that must not be forgotten, should the process end during it.
     *
     * @param reach up to this position it is durable that events may have been tried
     * @return whether the attempt has to wait until the present change and reach are durable
     */
    boolean prepare(SubjectQueue queue, long reach, Instant now) {
        PendingEvent first = queue.first();
        if (first.maybe) {
            return false;
        }
        if (first.hasRow) {
            unsaved.put(first.row(queue.dueOr(now)).perhapsTaken());
            return true;
        }
        return first.seq > reach;
    }

    /**
     * Is to be called before an attempt with the end of a ticket: should the process end behind it, what was told before must not be
     * told once more, or the sink would open the ticket again.
     *
     * @return whether the attempt has to wait until the present change is durable
     */
    boolean prepareEnd(String ticket) {
        Optional<Long> latest = unsaved.latestOf(ticket);
        latest.ifPresent(seq ->
                afterCursor.stream().takeWhile(pending -> pending.seq < seq).forEach(this::letPass));
        return latest.isPresent();
    }

    /** From now on the sink has this ticket, with what it keeps of it. */
    void opened(String ticket, Receipt receipt) {
        unsaved.open(ticket, receipt);
    }

    /** The sink is about to be done with the first one, which is of this ticket; see {@link #prepareEnd}. */
    void doneWith(SubjectQueue queue, String ticket) {
        unsaved.doneWith(ticket, queue.first().seq);
    }

    private void letPass(PendingEvent pending) {
        if (pending.state == State.OPEN) {
            pending.state = State.PARKED;
            parked++;
        }
    }

    /** The latest change is durable. */
    void saved() {
        unsaved.saved();
    }

    /** The sink is done with the first one. */
    void end(SubjectQueue queue, Completion completion, Instant now) {
        queue.due = Instant.MIN;
        PendingEvent first = queue.waiting.removeFirst();
        if (first.state == State.PARKED) {
            parked--;
        }
        first.state = State.DONE;
        if (first.hasRow) {
            unsaved.delete(first.seq);
            unsaved.add(completion);
        } else {
            first.completion = completion;
        }
        schedule.putBack(queue, now);
    }

    /** The first one is to be tried again; until then all of its subject wait. */
    void failed(SubjectQueue queue, String error, Instant due, Instant now) {
        queue.due = due;
        queue.first().error = error;
        queue.waiting.forEach(this::letPass);
        if (queue.first().hasRow) {
            unsaved.put(queue.first().row(due));
        }
        schedule.putBack(queue, now);
    }

    /** The call came to nothing and does not count. */
    void undone(SubjectQueue queue, Instant now) {
        if (queue.first().hasRow) {
            unsaved.put(queue.first().row(queue.dueOr(now)));
        }
        schedule.putBack(queue, now);
    }

    /** Everything that waits for another attempt may be tried at once. */
    void release(Instant now) {
        schedule.release(now);
    }

    /** When the next queue becomes ready by itself. */
    Optional<Instant> nextDue() {
        return schedule.nextDue();
    }

    /** Moves the cursor as far as it may go, and tells what has to be saved since the last time; empty if nothing. */
    Optional<Change> change(Instant now) {
        while (!afterCursor.isEmpty() && afterCursor.peekFirst().state != State.OPEN) {
            PendingEvent passed = afterCursor.removeFirst();
            if (passed.state == State.PARKED) {
                passed.hasRow = true;
                SubjectQueue queue = schedule.of(passed.event.subject());
                PendingRow row = passed.row(queue.dueOr(now));
                unsaved.put(queue.isUnderWay(passed) ? row.perhapsTaken() : row);
            } else {
                unsaved.add(passed.completion);
            }
        }
        long cursor = afterCursor.isEmpty() ? readUpTo : afterCursor.peekFirst().seq - 1;
        if (cursor == takenCursor && unsaved.isEmpty()) {
            return Optional.empty();
        }
        takenCursor = cursor;
        return Optional.of(unsaved.take(cursor));
    }

    /** A change that changes nothing. */
    Change nothing() {
        return new Change(takenCursor, Map.of(), Map.of(), List.of());
    }

    /** Up to which event anything may have been tried that has no row, after {@link #parkInDoubt} and {@link #change}. */
    long inDoubtUpTo() {
        return Math.max(takenCursor, readUpTo < doubtUpTo ? doubtUpTo : 0);
    }

    /** Lets the cursor pass whatever may have reached the sink, so that its rows tell of it: nothing more will be tried. */
    void parkInDoubt() {
        long last = afterCursor.stream()
                .filter(pending -> pending.state != State.DONE)
                .filter(pending ->
                        pending.maybe || schedule.of(pending.event.subject()).isUnderWay(pending))
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
        return schedule.retrying();
    }

    /** When the oldest that waits was made. */
    Optional<Instant> oldestWaiting() {
        return schedule.oldestWaiting();
    }
}
