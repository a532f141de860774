package io.iotconnectivity.presence;

import java.time.Duration;
import java.util.Optional;

/**
 * Who is asked before a verdict, and how long it waits for the answer. What is absent is not asked.
 *
 * @param check AWS, whether a device is connected, at the end of the grace
 * @param log the IoT log, for the cause; the answer also counts when it comes later
 * @param probe the silent device itself, before it counts as STALE
 */
public record Asking(Optional<Duration> check, Optional<Duration> log, Optional<Duration> probe) {
    /** Nobody is asked. */
    public static final Asking NOBODY = new Asking(Optional.empty(), Optional.empty(), Optional.empty());
}
