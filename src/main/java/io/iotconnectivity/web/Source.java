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
 */
public record Source(
        String name,
        boolean connected,
        Instant since,
        Optional<Instant> lastMessageAt,
        int unacked,
        Optional<Double> messagesPerSecond,
        Optional<String> warning,
        Optional<String> lastError) {}
