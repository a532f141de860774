package io.iotconnectivity.presence;

import java.time.Duration;
import java.util.Optional;

/**
 * Which sources are asked before a verdict, and how long the verdict waits for each answer. Absent means not asked.
 *
 * @param check asks AWS at the end of the grace whether the device is connected
 * @param log asks the IoT log for the cause; a late answer still counts
 * @param probe asks the silent device itself before it counts as STALE
 */
public record Asking(Optional<Duration> check, Optional<Duration> log, Optional<Duration> probe) {
    /** Asks nothing. */
    public static final Asking NOBODY = new Asking(Optional.empty(), Optional.empty(), Optional.empty());
}
