package io.iotconnectivity.report;

import io.iotconnectivity.signal.ExtraField;
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
 * @param by also adds up the devices by what an enrich route knows about them
 */
public record ReportQuery(
        Instant from,
        Instant until,
        ZoneId zone,
        Optional<String> group,
        Optional<String> deviceClass,
        Optional<String> device,
        Optional<ExtraField> by) {

    /** A report by group and class only. */
    public ReportQuery(
            Instant from,
            Instant until,
            ZoneId zone,
            Optional<String> group,
            Optional<String> deviceClass,
            Optional<String> device) {
        this(from, until, zone, group, deviceClass, device, Optional.empty());
    }
}
