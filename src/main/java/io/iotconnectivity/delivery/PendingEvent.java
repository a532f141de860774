package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Instant;

/** One event on its way to one sink. Confined to one thread. */
final class PendingEvent {
    enum State {
        /** Holds the cursor back. */
        OPEN,
        /** Has or will get a pending row, so that the cursor may pass. */
        PARKED,
        /** The sink has received it, or never will. */
        DONE
    }

    /** The cursor is past it anyway. */
    private static final long NONE = 0;

    final Logged logged;
    final long seq;
    final Event event;
    /** The position in the log that it follows. */
    final long previous;

    State state;
    int attempts;
    String error = "";
    /** Whether a failed attempt may have reached the sink anyway. */
    boolean maybe;
    /** Whether the cursor has passed, so that its progress must be written to its row. */
    boolean hasRow;

    Completion completion = Completion.NONE;

    PendingEvent(Logged logged, long previous, State state) {
        this.logged = logged;
        this.seq = logged.seq();
        this.event = logged.event();
        this.previous = previous;
        this.state = state;
    }

    /** Restores an event from its row. */
    static PendingEvent restored(PendingRow row) {
        PendingEvent pending = new PendingEvent(row.logged(), NONE, State.PARKED);
        pending.attempts = row.attempts();
        pending.maybe = row.maybe();
        pending.error = row.error();
        pending.hasRow = true;
        return pending;
    }

    /** Whether it is addressed to this sink only. */
    boolean isAddressed() {
        return logged.addressee().isPresent();
    }

    /** The number of the next attempt, from 1. The end of the process may have hidden one that arrived. */
    int attempt() {
        return Math.max(attempts, maybe ? 1 : 0) + 1;
    }

    PendingRow row(Instant due) {
        return new PendingRow(logged, attempts, due, error, maybe);
    }
}
