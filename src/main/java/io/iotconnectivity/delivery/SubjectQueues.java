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
 * The events that one sink still has to receive, one queue per device or incident, and how far its cursor may advance.
 * An event gets a pending row only when the cursor passes it, so all rows lie at or before the cursor and everything
 * else after it. Confined to one thread.
 */
final class SubjectQueues {
    private static final int MOST_READ_AHEAD = 1000;

    /** The farther ahead, the more is superseded; each takes about a kilobyte. */
    private static final int MOST_READ_AHEAD_TO_SUPERSEDE = 20_000;

    private static final int MOST_PARKED = 2000;

    /** What waits for the hours of the sink must not keep the end of a ticket from being read. */
    private static final int MOST_PARKED_OUTSIDE_HOURS = 10_000;

    private final Schedule schedule = new Schedule();
    private final UnsavedProgress unsaved = new UnsavedProgress();
    /** Everything read after the cursor, in log order. */
    private final Deque<PendingEvent> afterCursor = new ArrayDeque<>();

    private final int mostReadAhead;
    private final int mostParked;
    private final long doubtUpTo;
    private long readUpTo;
    private long takenCursor;
    private int parked;

    /**
     * @param doubtUpTo events after the cursor up to this position may have been tried without a record of it
     */
    SubjectQueues(long cursor, long doubtUpTo) {
        this(cursor, doubtUpTo, false, false);
    }

    /**
     * @param doubtUpTo events after the cursor up to this position may have been tried without a record of it
     * @param superseding whether to read far ahead, since much of it may be superseded
     * @param byHours whether events may wait for hours until the sink may be told
     */
    SubjectQueues(long cursor, long doubtUpTo, boolean superseding, boolean byHours) {
        this.mostParked = byHours ? MOST_PARKED_OUTSIDE_HOURS : MOST_PARKED;
        this.mostReadAhead = superseding ? MOST_READ_AHEAD_TO_SUPERSEDE : MOST_READ_AHEAD;
        this.readUpTo = cursor;
        this.takenCursor = cursor;
        this.doubtUpTo = doubtUpTo;
    }

    long readUpTo() {
        return readUpTo;
    }

    /** Whether more should be read from the log; if not, the cursor waits. */
    boolean hasRoom() {
        return afterCursor.size() < mostReadAhead && parked < mostParked;
    }

    /** Skips the log up to this position; the sink does not want what is there. */
    void skip(long upTo) {
        readUpTo = upTo;
    }

    /** Adds the next event of the log. */
    void add(Logged logged, Instant now) {
        SubjectQueue queue = schedule.of(logged.event().subject());
        boolean heldUp = queue.isHeldUp(now) && !queue.underWay && !queue.waiting.isEmpty();
        PendingEvent pending = new PendingEvent(logged, readUpTo, heldUp ? State.PARKED : State.OPEN);
        readUpTo = logged.seq();
        pending.maybe = logged.seq() <= doubtUpTo;
        parked += heldUp ? 1 : 0;
        afterCursor.add(pending);
        queue.waiting.add(pending);
        schedule.add(queue, now);
    }

    /**
     * Is done with what waits before the latest event of a subject and fulfils the condition, unless it is under way. A
     * pause after a failure stays.
     *
     * @return how many events that were
     */
    int supersede(String subject, Predicate<PendingEvent> outdated) {
        SubjectQueue queue = schedule.of(subject);
        PendingEvent latest = queue.waiting.peekLast();
        int before = queue.waiting.size();
        queue.waiting.removeIf(pending -> {
            boolean goes = pending != latest && !queue.isUnderWay(pending) && outdated.test(pending);
            if (goes) {
                done(pending, Completion.NONE);
            }
            return goes;
        });
        return before - queue.waiting.size();
    }

    /** Restores an event that has a row, in log order, before anything is added. */
    void restore(PendingRow saved, Instant now) {
        SubjectQueue queue = schedule.of(saved.logged().event().subject());
        parked++;
        if (queue.waiting.isEmpty()) {
            // What never failed waits for nothing but the hours of the sink, which may have changed.
            queue.due = saved.attempts() == 0 ? Instant.MIN : saved.due();
        }
        queue.waiting.add(PendingEvent.restored(saved));
        schedule.add(queue, now);
    }

    /** Takes the next queue whose first event may be tried. */
    Optional<SubjectQueue> take(Instant now) {
        return schedule.take(now);
    }

    /** Whether a queue could go at once if the sink took more at a time. */
    boolean isAnyReady() {
        return schedule.isAnyReady();
    }

    /** Takes the queue whose first event probes a paused sink. */
    Optional<SubjectQueue> takeForProbe(Instant now) {
        return schedule.takeForProbe(now);
    }

    /**
     * Takes the queue of a subject with no waiting events, for a repetition; empty if there is something new to
     * deliver.
     */
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

    /** Ends a repetition. */
    void endRepeat(SubjectQueue queue, Instant now) {
        queue.repeating = Optional.empty();
        schedule.putBack(queue, now);
    }

    /** Whether a waiting event of this subject satisfies the condition. */
    boolean isWaiting(String subject, Predicate<Event> condition) {
        return schedule.find(subject)
                .filter(queue -> queue.waiting.stream().anyMatch(pending -> condition.test(pending.event)))
                .isPresent();
    }

    /**
     * Call before an attempt with the first event that must not be forgotten if the process ends during it.
     *
     * @param reach the position up to which events are durably marked as possibly tried
     * @return whether the attempt must wait until the current change and reach are durable
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
     * Call before an attempt with the end of a ticket: if the process ends after it, earlier events must not be
     * delivered again, or the sink would reopen the ticket.
     *
     * @return whether the attempt must wait until the current change is durable
     */
    boolean prepareEnd(String ticket) {
        Optional<Long> latest = unsaved.latestOf(ticket);
        latest.ifPresent(seq ->
                afterCursor.stream().takeWhile(pending -> pending.seq < seq).forEach(this::letPass));
        return latest.isPresent();
    }

    /** Records that the sink now has this ticket, with what it keeps for it. */
    void opened(String ticket, Receipt receipt) {
        unsaved.open(ticket, receipt);
    }

    /** The sink is about to be done with the first event, which is of this ticket; see {@link #prepareEnd}. */
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

    /** Looks again at what waits until the sink may be told about a subject: there is news of it. */
    void look(String subject, Instant now) {
        schedule.find(subject).ifPresent(queue -> schedule.look(queue, now));
    }

    /** The sink may not be told of the first event before a moment; until then all events of its subject wait. */
    void holdUntil(Instant allowed, SubjectQueue queue, Instant now) {
        queue.due = allowed;
        queue.awaitsHours = true;
        queue.waiting.forEach(this::letPass);
        if (queue.first().hasRow) {
            unsaved.put(queue.first().row(allowed));
        }
        schedule.putBack(queue, now);
    }

    /** Records what became of an event that is not in the log. */
    void note(Sent sent) {
        unsaved.add(new Completion(Optional.empty(), Optional.of(sent), Optional.empty()));
    }

    /** The sink is done with the first event. */
    void end(SubjectQueue queue, Completion completion, Instant now) {
        queue.due = Instant.MIN;
        queue.awaitsHours = false;
        done(queue.waiting.removeFirst(), completion);
        schedule.putBack(queue, now);
    }

    private void done(PendingEvent pending, Completion completion) {
        if (pending.state == State.PARKED) {
            parked--;
        }
        pending.state = State.DONE;
        if (pending.hasRow) {
            unsaved.delete(pending.seq);
            unsaved.add(completion);
        } else {
            pending.completion = completion;
        }
    }

    /** The first event must be retried; until then all events of its subject wait. */
    void failed(SubjectQueue queue, String error, Instant due, Instant now) {
        queue.due = due;
        queue.awaitsHours = false;
        queue.first().error = error;
        queue.waiting.forEach(this::letPass);
        if (queue.first().hasRow) {
            unsaved.put(queue.first().row(due));
        }
        schedule.putBack(queue, now);
    }

    /** The call had no effect and does not count. */
    void undone(SubjectQueue queue, Instant now) {
        if (queue.first().hasRow) {
            unsaved.put(queue.first().row(queue.dueOr(now)));
        }
        schedule.putBack(queue, now);
    }

    /** Makes everything that waits for another attempt due now. */
    void release(Instant now) {
        schedule.release(now);
    }

    /** When the next queue becomes ready by itself. */
    Optional<Instant> nextDue() {
        return schedule.nextDue();
    }

    /** Advances the cursor as far as possible and returns what must be saved since the last call; empty if nothing. */
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
        long cursor = afterCursor.isEmpty() ? readUpTo : afterCursor.peekFirst().previous;
        if (cursor == takenCursor && unsaved.isEmpty()) {
            return Optional.empty();
        }
        takenCursor = cursor;
        return Optional.of(unsaved.take(cursor));
    }

    /** An empty change. */
    Change nothing() {
        return new Change(takenCursor, Map.of(), Map.of(), List.of());
    }

    /**
     * The position up to which events without a row may have been tried, after {@link #parkInDoubt} and
     * {@link #change}.
     */
    long inDoubtUpTo() {
        return Math.max(takenCursor, readUpTo < doubtUpTo ? doubtUpTo : 0);
    }

    /** Lets the cursor pass whatever may have reached the sink, so that rows record it: nothing more will be tried. */
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

    /** The number of waiting events, failed or not. */
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

    /** How many subjects anything waits for. */
    int size() {
        return schedule.size();
    }

    /** When the oldest waiting event was created, of those that the sink may be told of. */
    Optional<Instant> oldestWaiting(Instant now) {
        return schedule.oldestWaiting(now);
    }
}
