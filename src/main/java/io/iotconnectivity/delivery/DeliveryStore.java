package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The port to the data that delivery persists: the log of events, and what is saved about each sink. The log consists
 * of one or more partitions; all events of a subject, and so all events of a ticket, are in the same one. Each partition
 * is delivered to a sink by at most one process at a time, the one that it is assigned to. Thread-safe.
 */
public interface DeliveryStore {

    /** The number of partitions of the log, over all processes; at least 1. */
    int partitions();

    /**
     * Registers a sink, which then receives events after the current end of the log, unless it is already registered,
     * and assigns partitions to this process until {@link #unsubscribe}. All partitions of a sink with an interval are
     * assigned to the same process.
     *
     * @param listener is told of the first assignment once the registration is durable
     * @return completes once this is durable
     */
    CompletableFuture<Void> subscribe(Sink sink, AssignmentListener listener);

    /** Assigns no more partitions of the sink to this process. Called once nothing is in progress any more. */
    void unsubscribe(String sink);

    /**
     * Enables a sink that was {@linkplain AssignedPartition#disable disabled}, and tells the listeners of all
     * processes, once this is durable.
     *
     * @return completes once this is durable: whether it was disabled
     */
    CompletableFuture<Boolean> enable(String sink);

    /**
     * Appends events addressed to one sink only to the log.
     *
     * @return completes once they are durable
     */
    CompletableFuture<Void> address(String sink, List<Event> events);

    /**
     * Deletes everything stored about a sink, including its dead letters, after any pending
     * {@linkplain AssignedPartition#save checkpoint}.
     *
     * @param attached whether the sink is attached meanwhile; if so, its data is kept
     * @return completes once this is durable: what was deleted; empty if the sink was attached
     */
    CompletableFuture<Optional<Forgotten>> forget(String sink, BooleanSupplier attached);
}
