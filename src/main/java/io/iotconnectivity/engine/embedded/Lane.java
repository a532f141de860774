package io.iotconnectivity.engine.embedded;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Printable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** What one sink still has to get about one device, in order. Only the first of them is ever under way. */
final class Lane {
    final String device;
    final Deque<Pending> waiting = new ArrayDeque<>();
    /** When the first may be tried; {@link Instant#MIN} if at once. */
    Instant due = Instant.MIN;

    boolean underWay;
    /** Whether it stands in the queue of lanes that can go. */
    boolean queued;

    Lane(String device) {
        this.device = device;
    }

    Pending first() {
        return waiting.peekFirst();
    }

    String printableDevice() {
        return Printable.of(device);
    }

    /** Whether the first has failed and the pause after it lasts. */
    boolean isHeldUp(Instant now) {
        return due.isAfter(now);
    }

    /** One event on its way. */
    static final class Pending {
        enum State {
            /** Holds the cursor back. */
            OPEN,
            /** Has or gets a row of its own, so that the cursor may pass. */
            PARKED,
            DELIVERED,
            LOST
        }

        final long seq;
        final Event event;
        State state;
        int attempts;
        String error = "";
        /** Whether the cursor has passed, so that what becomes of it must be written to its row. */
        boolean hasRow;

        Pending(long seq, Event event, State state) {
            this.seq = seq;
            this.event = event;
            this.state = state;
        }
    }
}
