package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Printable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What one sink still has to get about one device or incident, in order. Only the first of them is ever under way. */
final class Lane {
    final String subject;
    final Deque<Pending> waiting = new ArrayDeque<>();
    /** When the first may be tried; {@link Instant#MIN} if at once. */
    Instant due = Instant.MIN;

    boolean underWay;
    /** What is being told once more, while it is; nothing that waits is under way then. */
    Optional<Repeats.Due> repeating = Optional.empty();
    /** Whether it stands in the queue of lanes that can go. */
    boolean queued;

    Lane(String subject) {
        this.subject = subject;
    }

    Pending first() {
        return waiting.peekFirst();
    }

    String printableSubject() {
        return Printable.of(subject);
    }

    /** Whether the first has failed and the pause after it lasts. */
    boolean isHeldUp(Instant now) {
        return due.isAfter(now);
    }

    /** Whether an attempt with this one is under way. */
    boolean isUnderWay(Pending pending) {
        return underWay && repeating.isEmpty() && first() == pending;
    }

    /** One event on its way. */
    static final class Pending {
        enum State {
            /** Holds the cursor back. */
            OPEN,
            /** Has or gets a row of its own, so that the cursor may pass. */
            PARKED,
            /** The sink has it, or will not get it. */
            DONE
        }

        final long seq;
        final Event event;
        /** Whether it is for this sink only. */
        final boolean addressed;
        /** That it belongs to, as a traceparent. */
        final Optional<String> trace;

        State state;
        int attempts;
        String error = "";
        /** Whether an attempt that did not succeed may have reached the sink all the same. */
        boolean maybe;
        /** Whether the cursor has passed, so that what becomes of it must be written to its row. */
        boolean hasRow;

        Ending ending = Ending.NONE;

        /** Which attempt is the next, from 1. The end of the process may have hidden one that arrived. */
        int attempt() {
            return Math.max(attempts, maybe ? 1 : 0) + 1;
        }

        Pending(Logged logged, State state) {
            this.seq = logged.seq();
            this.event = logged.event();
            this.addressed = logged.addressee().isPresent();
            this.trace = logged.trace();
            this.state = state;
        }
    }
}
