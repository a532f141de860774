package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.Optional;

/**
 * What the incident machine is told.
 *
 * @param storms when outages become one incident of their group
 * @param flapping when a device counts as unstable
 * @param conflict so many take-overs between differing clients within so long are a conflict
 * @param credentials so many refused connects within so long are an incident
 * @param updateEvery an open incident tells at most so often what has changed
 */
public record IncidentPolicy(
        Grouping grouping,
        Storms storms,
        Flapping flapping,
        Limit conflict,
        Limit credentials,
        Duration updateEvery,
        Suppressions suppressions) {

    /**
     * @param threshold so many devices of a group dropping within the window are a storm; at least 2
     * @param exempt devices whose client id matches as a whole always have an incident of their own
     */
    public record Storms(int threshold, Duration window, Optional<ClientPattern> exempt) {}

    /**
     * @param threshold so many drops within the window begin it; at least 2
     * @param clear no more than so many within the window end it; less than {@code threshold}
     */
    public record Flapping(int threshold, int clear, Duration window) {

        /**
         * @throws IllegalArgumentException if flapping would begin again as soon as it ends
         */
        public Flapping {
            if (clear >= threshold) {
                throw new IllegalArgumentException("clear is not below threshold");
            }
        }
    }

    /** So many within so long. */
    public record Limit(int threshold, Duration window) {}

    /** The policy that holds where no setting says otherwise. */
    public static IncidentPolicy defaults() {
        return new IncidentPolicy(
                Grouping.NONE,
                new Storms(20, Duration.ofSeconds(60), Optional.empty()),
                new Flapping(5, 1, Duration.ofMinutes(10)),
                new Limit(3, Duration.ofMinutes(10)),
                new Limit(3, Duration.ofMinutes(10)),
                Duration.ofSeconds(60),
                Suppressions.NONE);
    }

    /** The same policy with groups by another way first. */
    public IncidentPolicy groupedBy(Grouping first) {
        return new IncidentPolicy(
                first.or(grouping), storms, flapping, conflict, credentials, updateEvery, suppressions);
    }
}
