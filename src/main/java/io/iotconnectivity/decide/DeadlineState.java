package io.iotconnectivity.decide;

import java.time.Instant;

/** The deadlines that a {@link State} keeps. */
public interface DeadlineState {

    /** A deadline is being processed. */
    void due(Deadline of, String name, Instant deadline);

    /**
     * A deadline was asked about before its time: a step of this transaction has moved it on, or whoever keeps the deadlines is mistaken.
     * They must agree with what is held from now on, or the same deadline comes again without end.
     */
    void comesLater(Deadline of, String name);

    /**
     * Removes a deadline, which must not fire again unless it is set again: the rules left it unchanged or failed on
     * it.
     */
    void dropDeadline(Deadline of, String name);
}
