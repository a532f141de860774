package io.iotconnectivity.delivery;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The status of one sink.
 *
 * @param active whether events are being delivered to it
 * @param delivered events delivered since the start
 * @param failures failed attempts since the start
 * @param waiting events due to it that are not delivered yet
 * @param retrying those of them that have failed at least once
 * @param deadLetters the dead letters kept for it
 * @param oldestWaiting when the oldest waiting event was created
 * @param lastError the error of the last failed attempt, until one succeeds
 * @param pausedUntil when it will be tried again, while it is paused
 * @param gone why it is disabled; absent while it is enabled
 * @param dropped events since the start that were over before they could be delivered
 * @param unread the oldest event that it has not read; absent if it has read all, or if the log keeps what is unread
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
        long dropped,
        Optional<Unread> unread) {

    /** The status of a sink whose log keeps what it has not read. */
    public SinkStatus(
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
        this(
                name,
                active,
                delivered,
                failures,
                waiting,
                retrying,
                deadLetters,
                oldestWaiting,
                lastError,
                lastDelivery,
                pausedUntil,
                gone,
                dropped,
                Optional.empty());
    }

    /** The same, with the oldest event that it has not read. */
    SinkStatus with(Optional<Unread> oldestUnread) {
        return new SinkStatus(
                name,
                active,
                delivered,
                failures,
                waiting,
                retrying,
                deadLetters,
                oldestWaiting,
                lastError,
                lastDelivery,
                pausedUntil,
                gone,
                dropped,
                oldestUnread);
    }

    /** The status of two parts of the same sink together. */
    SinkStatus plus(SinkStatus other) {
        return new SinkStatus(
                name,
                active || other.active,
                delivered + other.delivered,
                failures + other.failures,
                waiting + other.waiting,
                retrying + other.retrying,
                deadLetters + other.deadLetters,
                first(oldestWaiting, other.oldestWaiting),
                lastError.or(other::lastError),
                last(lastDelivery, other.lastDelivery),
                first(pausedUntil, other.pausedUntil),
                gone.or(other::gone),
                dropped + other.dropped,
                Unread.older(unread, other.unread));
    }

    private static Optional<Instant> first(Optional<Instant> one, Optional<Instant> other) {
        return Stream.concat(one.stream(), other.stream()).min(Comparator.naturalOrder());
    }

    private static Optional<Instant> last(Optional<Instant> one, Optional<Instant> other) {
        return Stream.concat(one.stream(), other.stream()).max(Comparator.naturalOrder());
    }

    /** The status of a sink of which only the waiting events are known. */
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
