package io.iotconnectivity.event;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an event says about a calendar month that is over.
 *
 * @param month such as {@code 2026-11}
 * @param zone the time zone in which it begins and ends
 * @param from its first moment
 * @param until the first moment after it
 * @param keptSince the earliest moment of which anything is known; absent if nothing is
 * @param fleet all devices
 * @param classes the devices of each class, by its name: those with the most time away, at most {@value #MOST_CLASSES}
 */
public record ReportData(
        String month,
        String zone,
        Instant from,
        Instant until,
        Optional<Instant> keptSince,
        AvailabilityData fleet,
        Map<String, AvailabilityData> classes)
        implements EventData {
    /** How many classes are named. */
    public static final int MOST_CLASSES = 50;

    public ReportData {
        // Stored forms omit what is empty.
        keptSince = keptSince == null ? Optional.empty() : keptSince;
        classes = classes == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(classes));
    }

    /** Nothing is wrong that would have one. */
    @Override
    public Optional<Severity> severity() {
        return Optional.empty();
    }

    @Override
    public Optional<String> incident() {
        return Optional.empty();
    }
}
