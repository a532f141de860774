package io.iotconnectivity.source;

import java.time.Instant;
import java.util.Optional;

/**
 * How one source is doing at one moment.
 *
 * @param name of its route
 * @param connected whether messages can come in
 * @param since when {@code connected} last changed
 * @param lastMessageAt when the last message arrived; absent before the first
 * @param unacked messages received but not yet acknowledged
 * @param messagesPerSecond over the last seconds; absent if it is not measured
 * @param warning what an operator should change, although messages are arriving
 * @param lastError why the connection was last lost or refused; absent if it never was
 * @param silent why the source counts as cut off although it is connected; absent while it does not
 */
public record SourceStatus(
        String name,
        boolean connected,
        Instant since,
        Optional<Instant> lastMessageAt,
        int unacked,
        Optional<Double> messagesPerSecond,
        Optional<String> warning,
        Optional<String> lastError,
        Optional<String> silent) {

    /** A source of which only its readability is known. */
    public static SourceStatus of(
            String name,
            boolean connected,
            Instant since,
            Optional<Instant> lastMessageAt,
            Optional<String> lastError) {
        return new SourceStatus(
                name,
                connected,
                since,
                lastMessageAt,
                0,
                Optional.empty(),
                Optional.empty(),
                lastError,
                Optional.empty());
    }

    /**
     * The same, with what {@link FeedWatch} knows of it.
     *
     * @param unproven why it is unknown whether anything could arrive; a warning, if there is no other
     */
    public SourceStatus withFeed(Optional<String> silent, Optional<String> unproven) {
        return new SourceStatus(
                name,
                connected,
                since,
                lastMessageAt,
                unacked,
                messagesPerSecond,
                warning.or(() -> unproven),
                lastError,
                silent);
    }
}
