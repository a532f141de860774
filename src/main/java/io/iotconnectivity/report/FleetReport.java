package io.iotconnectivity.report;

import io.iotconnectivity.availability.Figures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A report.
 *
 * @param until up to when it counts: the end of the period, or now if that is earlier
 * @param keptSince since when anything is kept; absent if nothing is
 * @param complete whether all events until then are in it; if not, ask again later
 * @param unreadable how many months of devices could not be read, and count as unknown
 * @param fleet all devices of the query
 * @param classes by name
 * @param groups by name; devices without a group are in none
 * @param devices those that were away longest, then those with the most outages
 */
public record FleetReport(
        ReportQuery query,
        Instant until,
        Optional<Instant> keptSince,
        boolean complete,
        int unreadable,
        Figures fleet,
        Map<String, Figures> classes,
        Map<String, Figures> groups,
        List<DeviceFigures> devices) {

    /** The figures of one device, with what it counts toward. */
    public record DeviceFigures(String client, Optional<String> group, String deviceClass, Figures figures) {}
}
