package io.iotconnectivity.delivery;

import java.time.Instant;

/**
 * What is stored about an event that its sink still has to receive although the cursor has passed it.
 *
 * @param logged the event; a store that does not keep the log for as long as the row must keep it with the row
 * @param attempts how often it has failed; 0 while it only waits behind another event of its subject
 * @param due when it will be tried next
 * @param error the error of the last attempt; empty if there was none
 * @param maybe whether an attempt may have reached the sink anyway
 */
public record PendingRow(Logged logged, int attempts, Instant due, String error, boolean maybe) {

    /** The position of the event in the log. */
    public long seq() {
        return logged.seq();
    }

    /** The same row while an attempt is in progress. */
    PendingRow perhapsTaken() {
        return new PendingRow(logged, attempts, due, error, true);
    }
}
