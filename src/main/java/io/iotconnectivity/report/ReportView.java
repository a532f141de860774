package io.iotconnectivity.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.iotconnectivity.availability.Figures;
import io.iotconnectivity.report.FleetReport.DeviceFigures;
import io.iotconnectivity.signal.ExtraField;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A report as it is shown.
 *
 * @param until up to when it counts: now, if the period has not ended
 * @param keptSince the earliest moment of which anything is known; absent if nothing is
 * @param complete whether all events until then are counted; if not, ask again later
 * @param unreadable how many months of devices could not be read, which count as unknown
 * @param classes those with the most time away first, at most {@value #MOST_NAMES}; likewise {@code groups}
 * @param by the field of an enrich route that {@code parts} are by, as {@code extra.<route>.<field>}
 * @param parts as {@code groups}, by the values of that field
 * @param items the devices that were away longest
 * @param total how many devices the report is about
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ReportView(
        Instant from,
        Instant to,
        Instant until,
        String zone,
        Optional<String> group,
        @JsonProperty("class") Optional<String> deviceClass,
        Optional<Instant> keptSince,
        boolean complete,
        int unreadable,
        FiguresView fleet,
        List<Named> classes,
        List<Named> groups,
        Optional<String> by,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Named> parts,
        List<Device> items,
        long total) {

    /** How many groups are named. */
    public static final int MOST_NAMES = 1000;

    /** The figures of a class or a group. */
    public record Named(String name, @JsonUnwrapped FiguresView figures) {}

    /** The figures of a device. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Device(
            String clientId,
            Optional<String> group,
            @JsonProperty("class") String deviceClass,
            @JsonUnwrapped FiguresView figures) {
        static Device of(DeviceFigures device) {
            return new Device(device.client(), device.group(), device.deviceClass(), FiguresView.of(device.figures()));
        }
    }

    public static ReportView of(FleetReport report) {
        ReportQuery query = report.query();
        return new ReportView(
                query.from(),
                query.until(),
                report.until(),
                query.zone().getId(),
                query.group(),
                query.deviceClass(),
                report.keptSince(),
                report.complete(),
                report.unreadable(),
                FiguresView.of(report.fleet()),
                named(report.classes()),
                named(report.groups()),
                query.by().map(ExtraField::key),
                named(report.parts()),
                report.devices().stream().map(Device::of).toList(),
                report.fleet().devices());
    }

    private static List<Named> named(Map<String, Figures> figures) {
        return figures.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, Figures>>comparingLong(
                                each -> each.getValue().down())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(MOST_NAMES)
                .map(each -> new Named(each.getKey(), FiguresView.of(each.getValue())))
                .toList();
    }
}
