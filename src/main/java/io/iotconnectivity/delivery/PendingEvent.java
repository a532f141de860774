package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.time.Instant;
import java.util.Optional;

/** One event on its way to one sink. Used by one thread. */
final class PendingEvent {
    enum State {
        /** Holds the cursor back. */
        OPEN,
        /** Has or gets a pending row, so that the cursor may pass. */
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

    Completion completion = Completion.NONE;

    PendingEvent(Logged logged, State state) {
        this.seq = logged.seq();
        this.event = logged.event();
        this.addressed = logged.addressee().isPresent();
        this.trace = logged.trace();
        this.state = state;
    }

    /** As its row was saved. */
    static PendingEvent restored(SinkState.Pending saved) {
        PendingEvent pending = new PendingEvent(saved.logged(), State.PARKED);
        pending.attempts = saved.row().attempts();
        pending.maybe = saved.row().maybe();
        pending.error = saved.row().error();
        pending.hasRow = true;
        return pending;
    }

    /** Which attempt is the next, from 1. The end of the process may have hidden one that arrived. */
    int attempt() {
        return Math.max(attempts, maybe ? 1 : 0) + 1;
    }

    PendingRow row(Instant due) {
        return new PendingRow(seq, attempts, due, error, maybe);
    }
}
