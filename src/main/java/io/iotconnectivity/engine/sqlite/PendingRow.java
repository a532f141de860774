package io.iotconnectivity.engine.sqlite;

import java.time.Instant;

/**
 * A row of {@code delivery}.
 *
 * @param attempts how often it has failed; 0 while it only waits behind another of its device
 * @param error of the last attempt; empty if there was none
 * @param maybe whether an attempt may have reached the sink all the same
 */
record PendingRow(long seq, int attempts, Instant due, String error, boolean maybe) {

    /** The same, while an attempt is under way. */
    PendingRow perhapsTaken() {
        return new PendingRow(seq, attempts, due, error, true);
    }
}
