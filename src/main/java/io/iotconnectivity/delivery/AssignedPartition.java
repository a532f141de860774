package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.util.Optional;

/**
 * One partition of the log that is assigned to this process for one sink: its events, and what is saved about the sink's
 * progress in it. Reading throws {@link StoreUnavailable} while the store cannot be read; writing never blocks.
 * Thread-safe.
 *
 * <p>A position is a number greater than 0 that grows along the partition and may skip numbers, so the difference of two
 * positions does not count events. 0 is the position before the first event. Positions of different partitions have
 * nothing to do with each other.
 */
public interface AssignedPartition {

    /** How far the sink has come, without what is kept of its events. */
    SinkProgress progress();

    /** Everything saved by the last checkpoint, whichever process saved it. */
    SinkState load();

    /**
     * The events that follow a position, in order. Does not wait for events.
     *
     * @param position usually the end of the previous slice
     * @param limit at least 1; fewer events mean that no more can be read at present
     */
    EventSlice eventsAfter(long position, int limit);

    /**
     * How many events follow a position; an estimate if positions skip numbers, but 0 at the end of the log. Fast,
     * without disk or network access.
     */
    long waitingAfter(long position);

    /**
     * The oldest event that the sink has not read, as of the last checkpoint; empty if it has read all, or if the log keeps
     * what is unread. Fast, without disk or network access.
     */
    default Optional<Unread> unread() {
        return Optional.empty();
    }

    /**
     * Whether the incident of an event, or the outage of its device, has ended, even if its end has not been delivered
     * yet or is not in this partition. A test lasts until its end is delivered.
     */
    boolean isOver(Event event);

    /**
     * Whether this process may still call the sink with events of this partition. Checked immediately before each call.
     * {@code false} from the moment at which another process may have been assigned the partition, even if this process
     * has not been told. Fast, without disk or network access.
     */
    boolean isHeld();

    /**
     * Saves a checkpoint in one transaction, if the partition is still assigned to this process; otherwise nothing of it
     * is saved. Checkpoints take effect in the order of the calls.
     *
     * @param then run once it is durable, or never will be because the store closes or the partition was taken away; on
     *     any thread; must not block
     */
    void save(Checkpoint checkpoint, Runnable then);

    /** Saves that the sink is disabled until somebody enables it, and why. */
    void disable(String why);
}
