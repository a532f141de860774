package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.util.List;
import java.util.Optional;

/** Hands events to a sink. */
@FunctionalInterface
public interface Delivery {

    /**
     * Returning means delivered; throwing means later. Called on a thread of the sink, which it may block.
     *
     * @param events exactly one, or all of an interval for a sink that has one
     * @param attempt counts from 1; at least 2 where an earlier one may have arrived
     * @param receipt what the sink gave back for an earlier event of the same incident; absent if there was none, or nothing was
     *     to be kept
     * @throws NotTaken if the sink certainly did not take the event; tried again with growing pauses
     * @throws NotThisOne if the sink works and has a quarrel with this event only; tried again, and not a reason to pause the sink
     * @throws Undeliverable if no further attempt can help; the sink did not take the event
     * @throws RetryLater if the sink says when to come back; it did not take the event
     * @throws SinkGone if the sink wants no events any more
     * @throws Exception for any other failure, after which the sink may have taken the event all the same; tried again with
     *     growing pauses
     */
    Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception;

    /**
     * As the other, with the trace that the event belongs to.
     *
     * @param trace as a traceparent; absent: none
     */
    default Receipt deliver(List<Event> events, int attempt, Optional<String> receipt, Optional<String> trace)
            throws Exception {
        return deliver(events, attempt, receipt);
    }
}
