package io.iotconnectivity.presence;

import java.time.Duration;
import java.util.Optional;

/**
 * Which sources are asked before a verdict, and how long the verdict waits for each answer. Absent means not asked.
 *
 * @param check asks AWS at the end of the grace whether the device is connected
 * @param log asks the IoT log for the cause; a late answer still counts
 * @param probe asks the silent device itself before it counts as STALE
 * @param enriching the routes that know more about devices
 */
public record Asking(Optional<Duration> check, Optional<Duration> log, Optional<Duration> probe, Enriching enriching) {
    /** Asks nothing. */
    public static final Asking NOBODY = new Asking(Optional.empty(), Optional.empty(), Optional.empty());

    /** Asks no enrich route. */
    public Asking(Optional<Duration> check, Optional<Duration> log, Optional<Duration> probe) {
        this(check, log, probe, Enriching.NOBODY);
    }

    /** The same, and these routes. */
    public Asking and(Enriching routes) {
        return new Asking(check, log, probe, routes);
    }
}
