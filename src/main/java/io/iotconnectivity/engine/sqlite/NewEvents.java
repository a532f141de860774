package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Logged;
import io.iotconnectivity.engine.codec.EventBlock;
import io.iotconnectivity.event.Event;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The events that one batch appends to the log. */
final class NewEvents {
    private final Tables tables;
    private final long firstSeq;
    private final List<Logged> events = new ArrayList<>();
    private final boolean traced;
    private Cause cause = Cause.NONE;

    /**
     * @param lastSeq the sequence number of the last event in the log
     * @param traced whether traces are continued
     */
    NewEvents(Tables tables, long lastSeq, boolean traced) {
        this.tables = tables;
        this.firstSeq = lastSeq + 1;
        this.traced = traced;
    }

    /**
     * What the next events follow from.
     *
     * @param trace the trace they belong to
     * @param before whether they continue the trace of the previous event in their chain instead
     */
    record Cause(Optional<String> trace, boolean before) {
        static final Cause NONE = new Cause(Optional.empty(), false);
        static final Cause BEFORE = new Cause(Optional.empty(), true);

        static Cause of(Optional<String> trace) {
            return trace.isPresent() ? new Cause(trace, false) : NONE;
        }
    }

    /** The cause of the next events. */
    Cause cause() {
        return cause;
    }

    /** Sets the cause of the next events. */
    void followFrom(Cause next) {
        cause = next;
    }

    /** The latest event, as a cause of others. */
    Cause lastEvent() {
        return events.isEmpty()
                ? Cause.NONE
                : Cause.of(events.get(events.size() - 1).trace());
    }

    /**
     * @param previous the sequence number of the previous event in its chain; 0 if there is none
     * @param body the event as its codec wrote it
     * @return the event's own sequence number
     */
    long append(Event event, long previous, byte[] body) throws SQLException {
        long seq = lastSeq() + 1;
        Optional<String> trace = cause.before() ? traceOf(previous) : cause.trace();
        append(new Logged(seq, event, Optional.empty(), trace), previous, body);
        return seq;
    }

    private Optional<String> traceOf(long seq) throws SQLException {
        if (!traced || seq == 0) {
            return Optional.empty();
        }
        if (seq >= firstSeq) {
            return events.get((int) (seq - firstSeq)).trace();
        }
        return tables.events().traceOf(seq);
    }

    private void append(Logged logged, long previous, byte[] body) throws SQLException {
        EventBlock.Entry entry =
                new EventBlock.Entry(logged.seq(), body, previous, logged.trace(), logged.addressee(), true);
        tables.events().append(entry, logged.event().time());
        events.add(logged);
    }

    /**
     * Appends an event for one sink only, which is part of no chain.
     *
     * @param body the event as its codec wrote it
     */
    void address(Event event, String sink, byte[] body) throws SQLException {
        long seq = lastSeq() + 1;
        append(new Logged(seq, event, Optional.of(sink)), 0, body);
    }

    List<Logged> all() {
        return events;
    }

    /** The sequence number of the last event in the log, including these. */
    long lastSeq() {
        return firstSeq + events.size() - 1;
    }
}
