package io.iotconnectivity.delivery;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Learns from the store what this process has to do for one sink. Never blocks; thread-safe. */
public interface AssignmentListener {

    /**
     * From now on this process delivers these partitions to the sink, and no others. Delivery of a partition that it
     * already had goes on undisturbed; a new one begins at its last checkpoint.
     *
     * @param partitions a partition that stays is the same object as before
     * @return completes once nothing is in progress any more in the partitions that were taken away, and their progress
     *     is handed to the store
     */
    CompletableFuture<Void> assigned(List<AssignedPartition> partitions);

    /** The sink was disabled and is now enabled. */
    void enabled();
}
