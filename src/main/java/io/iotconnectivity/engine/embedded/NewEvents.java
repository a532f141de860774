package io.iotconnectivity.engine.embedded;

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

    /**
     * @param lastSeq the number of the last event in the log
     */
    NewEvents(Tables tables, long lastSeq) {
        this.tables = tables;
        this.firstSeq = lastSeq + 1;
    }

    /**
     * @param previous the number of the event before it in its chain; 0 if there is none
     * @return its own number
     */
    long append(Event event, long previous, byte[] body) throws SQLException {
        long seq = lastSeq() + 1;
        tables.append(seq, event, previous, body);
        events.add(new Logged(seq, event));
        return seq;
    }

    /** Appends an event for one sink only, which is part of no chain. */
    void address(Event event, String sink, byte[] body) throws SQLException {
        long seq = lastSeq() + 1;
        tables.sinks().address(seq, event, sink, body);
        events.add(new Logged(seq, event, Optional.of(sink)));
    }

    List<Logged> all() {
        return events;
    }

    /** The number of the last event in the log, these included. */
    long lastSeq() {
        return firstSeq + events.size() - 1;
    }
}
