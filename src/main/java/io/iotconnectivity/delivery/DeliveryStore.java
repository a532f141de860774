package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The port to what delivery needs kept: the log of events, and for each sink a checkpoint, its pending rows, its open tickets and what
 * it is to be told again. Reading throws {@link StoreUnavailable} while the store cannot be read; writing never blocks. Used by
 * several threads.
 */
public interface DeliveryStore {

    /**
     * Makes a sink known, so that it gets what comes after the present end of the log; changes nothing if it is known.
     *
     * @return completes once that is durable
     */
    CompletableFuture<Void> register(String sink);

    /** What was saved last of a registered sink. */
    SinkState load(String sink);

    /** The position of the last event in the log; 0 before the first. Quick, and touches no disk. */
    long lastPosition();

    /**
     * The events that follow a position, in order; empty at the end of the log.
     *
     * @param limit at least 1
     */
    List<Logged> eventsAfter(long position, int limit);

    /**
     * Whether the incident that an event tells of, or the outage of its device, has ended, even if nobody has been told yet. A test
     * goes on until its end is told.
     */
    boolean isOver(Event event);

    /**
     * Saves a checkpoint, in one transaction. The checkpoints of a sink take effect in the order of the calls.
     *
     * @param then run once it is durable, or will never be because the store closes; on any thread; must not block
     */
    void save(Checkpoint checkpoint, Runnable then);

    /** Has it saved that a sink gets nothing until somebody enables it, and why. */
    void disable(String sink, String why);

    /**
     * Enables a sink that was disabled.
     *
     * @return completes once that is durable: whether it was disabled
     */
    CompletableFuture<Boolean> enable(String sink);

    /**
     * Appends events to the log that are for one sink only.
     *
     * @return completes once they are durable
     */
    CompletableFuture<Void> address(String sink, List<Event> events);

    /**
     * Deletes all that is kept of a sink, with its dead letters, after what was given to {@link #save} before.
     *
     * @param attached whether the sink is attached meanwhile; it then keeps what is left of it
     * @return completes once that is durable: what was deleted; empty if the sink was attached
     */
    CompletableFuture<Optional<Forgotten>> forget(String sink, BooleanSupplier attached);
}
