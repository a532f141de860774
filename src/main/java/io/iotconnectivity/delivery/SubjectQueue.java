package io.iotconnectivity.delivery;

import io.iotconnectivity.signal.Printable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What one sink still has to get about one device or incident, in order. Only the first event is ever under way. Used by one thread. */
final class SubjectQueue {
    final String subject;
    final Deque<PendingEvent> waiting = new ArrayDeque<>();
    /** When the first may be tried; {@link Instant#MIN} if at once. */
    Instant due = Instant.MIN;

    boolean underWay;
    /** What is being told once more, while it is; nothing that waits is under way then. */
    Optional<Repeats.Due> repeating = Optional.empty();
    /** Whether the schedule holds it. */
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

    /** Whether the first has failed and the pause after it lasts. */
    boolean isHeldUp(Instant now) {
        return due.isAfter(now);
    }

    /** When the first may be tried, as it is written to its row. */
    Instant dueOr(Instant now) {
        return isHeldUp(now) ? due : now;
    }

    /** Whether an attempt with this one is under way. */
    boolean isUnderWay(PendingEvent pending) {
        return underWay && repeating.isEmpty() && first() == pending;
    }
}
