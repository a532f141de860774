package io.iotconnectivity.engine.view;

import io.iotconnectivity.engine.FleetStep;
import io.iotconnectivity.event.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Tracks the fleet minute by minute: reports when a minute has ended, and the fleet at that time. Confined to one
 * thread.
 */
public final class FleetMinutes {
    private final DeviceCounts counts;
    private Instant current;

    /**
     * @param start the start of the engine; its minute is the first to end
     */
    public FleetMinutes(DeviceCounts counts, Instant start) {
        this.counts = counts;
        this.current = minute(start);
    }

    /**
     * A minute has ended and another has begun.
     *
     * @param fleet the fleet, the same in both
     */
    public record Turn(Instant ended, Instant begun, FleetStep fleet) {}

    /** Present once each time that another minute has begun; the clock may have been set back. */
    public Optional<Turn> turn(Instant now) {
        Instant minute = minute(now);
        if (minute.equals(current)) {
            return Optional.empty();
        }
        Instant ended = current;
        current = minute;
        return Optional.of(new Turn(ended, minute, fleet(minute)));
    }

    /** The minute that contains a moment. */
    public static Instant minute(Instant at) {
        return at.truncatedTo(ChronoUnit.MINUTES);
    }

    /** The fleet as it is now, without outages and recoveries. */
    public FleetStep fleet(Instant minute) {
        return new FleetStep(
                minute,
                counts.of(Verdict.ONLINE),
                counts.of(Verdict.SUSPECT),
                counts.of(Verdict.OFFLINE),
                counts.of(Verdict.STALE),
                counts.of(Verdict.UNKNOWN),
                0,
                0);
    }
}
