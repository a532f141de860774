package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.util.List;
import java.util.Optional;

/** Delivers events to a sink. */
@FunctionalInterface
public interface Delivery {

    /**
     * Delivers events: returning normally means delivered, throwing means not now. Called on one of the sink's own
     * threads, which it may block.
     *
     * @param events exactly one, or all events of an interval if the sink has one
     * @param attempt the number of the attempt, from 1; at least 2 if an earlier one may have arrived
     * @param receipt what the sink returned for an earlier event of the same incident; absent if there was none, or
     *     nothing to keep
     * @throws NotTaken if the sink certainly did not accept the event; retried with growing pauses
     * @throws NotThisOne if the sink works but rejects this event; retried, without pausing the sink
     * @throws Undeliverable if retrying cannot help; the sink did not accept the event
     * @throws RetryLater if the sink says when to retry; it did not accept the event
     * @throws SinkGone if the sink wants no more events
     * @throws Exception for any other failure, after which the sink may have accepted the event anyway; retried with
     *     growing pauses
     */
    Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception;

    /**
     * Delivers events that belong to a trace.
     *
     * @param trace the traceparent; absent if there is none
     */
    default Receipt deliver(List<Event> events, int attempt, Optional<String> receipt, Optional<String> trace)
            throws Exception {
        return deliver(events, attempt, receipt);
    }
}
