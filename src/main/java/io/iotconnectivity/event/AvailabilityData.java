package io.iotconnectivity.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How long devices were available in a period, all taken together. Times are in seconds, to the millisecond, and those
 * of all devices added up.
 *
 * @param devices how many devices these are
 * @param availability {@code up / (up + down)}, from 0 to 1; absent if neither is known
 * @param excludedSeconds what does not count: maintenance, our own blind time, planned absences where the settings say so
 * @param outages absences that were long enough to be outages
 * @param interruptions shorter ones
 * @param mttrSeconds how long an outage lasted on average; absent without outages
 * @param mtbfSeconds how long a device was up for each outage; absent without outages
 * @param downSecondsByReason the parts of {@code downSeconds} for the reasons with most of it, at most
 *     {@value #MOST_REASONS}
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record AvailabilityData(
        long devices,
        Optional<Double> availability,
        double upSeconds,
        double downSeconds,
        double excludedSeconds,
        double unknownSeconds,
        long outages,
        long interruptions,
        double longestOutageSeconds,
        Optional<Double> mttrSeconds,
        Optional<Double> mtbfSeconds,
        Map<String, Double> downSecondsByReason) {
    /** How many reasons are named. */
    public static final int MOST_REASONS = 20;

    public AvailabilityData {
        // Stored forms omit what is empty.
        availability = availability == null ? Optional.empty() : availability;
        mttrSeconds = mttrSeconds == null ? Optional.empty() : mttrSeconds;
        mtbfSeconds = mtbfSeconds == null ? Optional.empty() : mtbfSeconds;
        downSecondsByReason = downSecondsByReason == null
                ? Map.of()
                : Collections.unmodifiableSortedMap(new TreeMap<>(downSecondsByReason));
    }
}
