package io.iotconnectivity.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.iotconnectivity.breakdown.CrossSection;
import io.iotconnectivity.breakdown.CrossSection.Cell;
import io.iotconnectivity.breakdown.Dimension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the absences that began in a period are spread, as it is shown. Planned absences are not counted.
 *
 * @param until up to when it counts: now, if the period has not ended
 * @param keptSince as in {@link ReportView}, like {@code complete} and {@code unreadable}
 * @param by the names of the dimensions
 * @param devices how many devices were looked at
 * @param downSeconds how long the absences lasted, up to {@code until}
 * @param summed how many more absences there were of which only sums are kept, so that they are in no item
 * @param leftOut how many are in no item because there would be too many items
 * @param items those with the most absences first
 * @param total how many items there are in all
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Breakdown(
        Instant from,
        Instant to,
        Instant until,
        String zone,
        Optional<String> group,
        @JsonProperty("class") Optional<String> deviceClass,
        Optional<Instant> keptSince,
        boolean complete,
        int unreadable,
        List<String> by,
        long devices,
        long absences,
        long outages,
        double downSeconds,
        long summed,
        long leftOut,
        List<Item> items,
        int total) {
    private static final double SECOND = 1000;

    /**
     * The absences with the same values.
     *
     * @param values by the names of the dimensions
     * @param devices how many devices were absent
     * @param devicesOf how many devices have these values, absent or not
     * @param outages how many absences were long enough to be outages
     */
    public record Item(
            Map<String, String> values, long devices, long devicesOf, long absences, long outages, double downSeconds) {
        static Item of(CrossSection section, Cell cell) {
            return new Item(
                    section.named(cell),
                    cell.devices(),
                    section.devicesOf(cell),
                    cell.absences(),
                    cell.outages(),
                    cell.time() / SECOND);
        }
    }

    static Breakdown of(
            ReportQuery query,
            Instant until,
            Optional<Instant> keptSince,
            boolean complete,
            int unreadable,
            List<Dimension> by,
            CrossSection section,
            long summed,
            int most) {
        List<Cell> cells = section.cells();
        return new Breakdown(
                query.from(),
                query.until(),
                until,
                query.zone().getId(),
                query.group(),
                query.deviceClass(),
                keptSince,
                complete,
                unreadable,
                by.stream().map(Dimension::name).toList(),
                section.devices(),
                section.total().absences(),
                section.total().outages(),
                section.total().time() / SECOND,
                summed,
                section.leftOut(),
                cells.stream().limit(most).map(cell -> Item.of(section, cell)).toList(),
                cells.size());
    }
}
