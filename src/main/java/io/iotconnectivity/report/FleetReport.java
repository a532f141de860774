package io.iotconnectivity.report;

import io.iotconnectivity.availability.Figures;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.signal.Extra;
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
 * @param parts by the value of the field that the query names; of devices without one by {@value IncidentData#UNKNOWN_VALUE}
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
        Map<String, Figures> parts,
        List<DeviceFigures> devices) {

    /**
     * The figures of one device, with what it counts toward.
     *
     * @param extra what the enrich routes know about it, by their names
     */
    public record DeviceFigures(
            String client, Optional<String> group, String deviceClass, Map<String, Extra> extra, Figures figures) {}
}
