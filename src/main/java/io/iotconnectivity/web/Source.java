package io.iotconnectivity.web;

import java.time.Instant;
import java.util.Optional;

/**
 * How one source is doing.
 *
 * @param name of its route
 * @param connected whether messages can come in
 * @param since when that last changed
 * @param unacked messages received and not acknowledged yet
 * @param messagesPerSecond of late; absent where it is not measured
 * @param warning what an operator should change, though messages come in
 * @param lastError why the connection was last lost or refused
 * @param silent why it is taken to be cut although it is connected; absent while it is not
 */
public record Source(
        String name,
        boolean connected,
        Instant since,
        Optional<Instant> lastMessageAt,
        int unacked,
        Optional<Double> messagesPerSecond,
        Optional<String> warning,
        Optional<String> lastError,
        Optional<String> silent) {

    /**
     * The same, with what is known of its feed.
     *
     * @param unproven why it is not known whether anything could arrive; a warning, if there is no other
     */
    public Source withFeed(Optional<String> silent, Optional<String> unproven) {
        return new Source(
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
