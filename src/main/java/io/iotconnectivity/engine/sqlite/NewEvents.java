package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.event.Event;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one batch appends to the log. */
final class NewEvents {
    private final Tables tables;
    private final long firstSeq;
    private final List<Logged> events = new ArrayList<>();
    private final boolean traced;
    private Cause cause = Cause.NONE;

    /**
     * @param lastSeq the number of the last event in the log
     * @param traced whether traces are to go on
     */
    NewEvents(Tables tables, long lastSeq, boolean traced) {
        this.tables = tables;
        this.firstSeq = lastSeq + 1;
        this.traced = traced;
    }

    /**
     * What the next events follow from.
     *
     * @param trace that they belong to
     * @param before whether they belong to that of the event before them in their chain instead
     */
    record Cause(Optional<String> trace, boolean before) {
        static final Cause NONE = new Cause(Optional.empty(), false);
        static final Cause BEFORE = new Cause(Optional.empty(), true);

        static Cause of(Optional<String> trace) {
            return trace.isPresent() ? new Cause(trace, false) : NONE;
        }
    }

    /** What the next events follow from. */
    Cause cause() {
        return cause;
    }

    /** The next events follow from this. */
    void followFrom(Cause next) {
        cause = next;
    }

    /** The event that came last, as what others follow from. */
    Cause lastEvent() {
        return events.isEmpty()
                ? Cause.NONE
                : Cause.of(events.get(events.size() - 1).trace());
    }

    /**
     * @param previous the number of the event before it in its chain; 0 if there is none
     * @return its own number
     */
    long append(Event event, long previous, byte[] body) throws SQLException {
        long seq = lastSeq() + 1;
        Optional<String> trace = cause.before() ? traceOf(previous) : cause.trace();
        tables.append(seq, event, previous, body, trace);
        events.add(new Logged(seq, event, Optional.empty(), trace));
        return seq;
    }

    private Optional<String> traceOf(long seq) throws SQLException {
        if (!traced || seq == 0) {
            return Optional.empty();
        }
        if (seq >= firstSeq) {
            return events.get((int) (seq - firstSeq)).trace();
        }
        return tables.traceOf(seq);
    }

    /** Appends an event for one sink only, which is part of no chain. */
    void address(Event event, String sink, byte[] body) throws SQLException {
        long seq = lastSeq() + 1;
        tables.sinks().address(seq, event, sink, body);
        events.add(new Logged(seq, event, Optional.of(sink), Optional.empty()));
    }

    List<Logged> all() {
        return events;
    }

    /** The number of the last event in the log, these included. */
    long lastSeq() {
        return firstSeq + events.size() - 1;
    }
}
