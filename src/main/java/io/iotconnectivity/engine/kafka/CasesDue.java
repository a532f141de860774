package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.decide.Deadline;
import java.time.Instant;
import java.util.Optional;

/** The deadlines of the cases and groups of one partition, by time. */
final class CasesDue {
    private static final String DEVICE = "d/";
    private static final String GROUP = "g/";

    private final DueStore due;

    CasesDue(DueStore due) {
        this.due = due;
    }

    /**
     * A deadline that has come.
     *
     * @param name of the group, or the client id
     */
    record Come(Deadline of, String name) {}

    /** How the store names what is due. */
    static String what(Deadline of, String name) {
        return (of == Deadline.GROUP ? GROUP : DEVICE) + name;
    }

    /** Moves a deadline; absent before or after if there was, or is, none. */
    void move(Deadline of, String name, Optional<Instant> before, Optional<Instant> after) {
        due.move(before, after, what(of, name));
    }

    void add(Deadline of, String name, Instant moment) {
        due.add(moment, what(of, name));
    }

    void remove(Deadline of, String name, Instant moment) {
        due.remove(moment, what(of, name));
    }

    /** Whether one has come. */
    boolean hasCome(Instant now) {
        return due.first(now).isPresent();
    }

    /** Removes the first that has come, whatever becomes of it: one that the rules leave unchanged would fire forever. */
    Optional<Come> take(Instant now) {
        Optional<DueStore.Due> first = due.first(now);
        first.ifPresent(found -> due.remove(found.deadline(), found.what()));
        return first.map(found -> new Come(
                found.what().startsWith(GROUP) ? Deadline.GROUP : Deadline.CASE,
                found.what().substring(GROUP.length())));
    }
}
