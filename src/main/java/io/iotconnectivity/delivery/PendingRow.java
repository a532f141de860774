package io.iotconnectivity.delivery;

import java.time.Instant;

/**
 * What is kept of an event that its sink has still to get although the cursor has passed it.
 *
 * @param seq its position in the log
 * @param attempts how often it has failed; 0 while it only waits behind another of its subject
 * @param due when it is tried next
 * @param error of the last attempt; empty if there was none
 * @param maybe whether an attempt may have reached the sink all the same
 */
public record PendingRow(long seq, int attempts, Instant due, String error, boolean maybe) {

    /** The same, while an attempt is under way. */
    PendingRow perhapsTaken() {
        return new PendingRow(seq, attempts, due, error, true);
    }
}
