package io.iotconnectivity.engine;

import io.iotconnectivity.event.Event;
import java.util.List;

/** Hands events to a sink. */
@FunctionalInterface
public interface Delivery {

    /**
     * Returning means delivered; throwing means later. Called on a thread of the sink, which it may block.
     *
     * @param events exactly one, or all of an interval for a sink that has one
     * @param attempt counts from 1
     * @throws Undeliverable if no further attempt can help
     * @throws RetryLater if the sink says when to come back
     * @throws Exception for any other failure; tried again with growing pauses
     */
    void deliver(List<Event> events, int attempt) throws Exception;
}
