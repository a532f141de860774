package io.iotconnectivity.delivery;

import io.iotconnectivity.signal.Printable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The events that one sink still has to receive about one device or incident, in order. Only the first is ever in
 * progress. Confined to one thread.
 */
final class SubjectQueue {
    final String subject;
    final Deque<PendingEvent> waiting = new ArrayDeque<>();
    /** When the first may be tried; {@link Instant#MIN} if at once. */
    Instant due = Instant.MIN;

    /** Whether {@link #due} is when the sink may be told, rather than the end of a pause after a failure. */
    boolean awaitsHours;

    boolean underWay;
    /** The repetition in progress, if any; no waiting event is in progress then. */
    Optional<Repeats.Due> repeating = Optional.empty();
    /** Whether it is scheduled. */
    boolean scheduled;

    SubjectQueue(String subject) {
        this.subject = subject;
    }

    PendingEvent first() {
        return waiting.peekFirst();
    }

    String printableSubject() {
        return Printable.of(subject);
    }

    /** Whether the first event must wait: it has failed and its pause is not over, or the sink may not be told yet. */
    boolean isHeldUp(Instant now) {
        return due.isAfter(now);
    }

    /** When the first event may be tried, as written to its row. */
    Instant dueOr(Instant now) {
        return isHeldUp(now) ? due : now;
    }

    /** Whether the first event waits until the sink may be told. */
    boolean isOutsideHours(Instant now) {
        return awaitsHours && isHeldUp(now);
    }

    /** Whether an attempt with this event is in progress. */
    boolean isUnderWay(PendingEvent pending) {
        return underWay && repeating.isEmpty() && first() == pending;
    }
}
