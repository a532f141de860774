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
 * @param lastError why the connection was last lost or refused
 */
public record Source(
        String name,
        boolean connected,
        Instant since,
        Optional<Instant> lastMessageAt,
        int unacked,
        Optional<String> lastError) {}
