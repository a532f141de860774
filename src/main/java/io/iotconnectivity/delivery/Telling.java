package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Hours;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a sink is told of tickets.
 *
 * @param hours outside of them no ticket is opened or updated there; a ticket is ended there at any hour. Absent: always
 * @param repeatEvery how long after the last news of an open incident the sink is reminded of it; absent: never
 */
public record Telling(Optional<Hours> hours, Optional<Duration> repeatEvery) {
    /** At once, and never again. */
    public static final Telling AT_ONCE = new Telling(Optional.empty(), Optional.empty());

    /** Whether the sink may be told now. */
    public boolean isAllowed(Instant now) {
        return hours.isEmpty() || hours.get().include(now);
    }

    /** When the sink may be told: now, or when its hours begin. */
    public Instant nextAllowed(Instant now) {
        return hours.map(set -> set.nextWithin(now)).orElse(now);
    }

    /** Whether the sink is reminded of what it was told with an event. */
    boolean reminds(Event told) {
        return repeatEvery.isPresent() && told.incident().isPresent() && !told.isTest();
    }
}
