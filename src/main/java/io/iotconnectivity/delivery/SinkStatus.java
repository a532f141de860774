package io.iotconnectivity.delivery;

import java.time.Instant;
import java.util.Optional;

/**
 * How one sink is doing.
 *
 * @param active whether events are being delivered to it
 * @param delivered events delivered since the start
 * @param failures failed attempts since the start
 * @param waiting events that are due to it and not delivered yet
 * @param retrying those of them that have failed at least once
 * @param deadLetters those it has lost for good, that are kept
 * @param oldestWaiting when the oldest of them was made
 * @param lastError of the last failed attempt, until one succeeds
 * @param pausedUntil when it is tried again, while it looks dead
 * @param gone why it gets nothing until somebody enables it; absent while it is enabled
 * @param dropped events since the start that were over before they could be delivered
 */
public record SinkStatus(
        String name,
        boolean active,
        long delivered,
        long failures,
        long waiting,
        long retrying,
        long deadLetters,
        Optional<Instant> oldestWaiting,
        Optional<String> lastError,
        Optional<Instant> lastDelivery,
        Optional<Instant> pausedUntil,
        Optional<String> gone,
        long dropped) {

    /** Of a sink of which only is known what waits. */
    public static SinkStatus idle(String name, boolean active, long waiting, long retrying, Optional<String> gone) {
        return new SinkStatus(
                name,
                active,
                0,
                0,
                waiting,
                retrying,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                gone,
                0);
    }
}
