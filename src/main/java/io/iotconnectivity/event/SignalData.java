package io.iotconnectivity.event;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The signal recorded by a {@code device.signal} event, as received.
 *
 * @param kind {@code connected}, {@code disconnected}, {@code connect_failed}, {@code last_will}, {@code sign_of_life},
 *     {@code check}, {@code reconciled} and {@code probe} for what AWS or the device answered, {@code grace_ended}
 *     if the grace ended without an outage, or {@value #ENRICHED} if an enrich route told something new during an outage
 * @param at when it happened, by the clock of whoever reported it
 * @param current {@code false} if the signal is about an older connection than the one that the verdict is based on
 */
public record SignalData(
        String kind,
        Instant at,
        boolean current,
        Optional<String> reason,
        OptionalLong versionNumber,
        Optional<String> sessionIdentifier,
        Optional<String> principalIdentifier,
        Optional<String> ipAddress) {
    /** The kind of an answer of an enrich route. */
    public static final String ENRICHED = "enriched";
}
