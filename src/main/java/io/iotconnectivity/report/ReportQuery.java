package io.iotconnectivity.report;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What a report is about.
 *
 * @param from the first moment
 * @param until the first moment after it; after {@code from}
 * @param zone in which the period was written
 * @param group only devices of this group
 * @param deviceClass only devices of this class
 * @param device only this device
 */
public record ReportQuery(
        Instant from,
        Instant until,
        ZoneId zone,
        Optional<String> group,
        Optional<String> deviceClass,
        Optional<String> device) {}
