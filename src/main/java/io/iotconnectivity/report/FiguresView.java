package io.iotconnectivity.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.iotconnectivity.availability.Figures;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The figures of a report as they are shown. Times are in seconds, to the millisecond. {@code upSeconds}, {@code
 * downSeconds}, {@code excludedSeconds} and {@code unknownSeconds} add up to {@code periodSeconds}.
 *
 * @param availability {@code up / (up + down)}, from 0 to 1; absent if neither is known
 * @param silentSeconds the part of {@code upSeconds} in which the device was silent
 * @param connections connections that were open at some time in the period
 * @param meanConnectionSeconds how long these were open in the period, on average; absent without connections
 * @param interruptions absences too short to be outages
 * @param mttrSeconds how long an outage lasted on average; absent without outages
 * @param mtbfSeconds how long the device was up for each outage; absent without outages
 * @param downSecondsByReason the parts of {@code downSeconds}
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record FiguresView(
        long devices,
        Optional<Double> availability,
        double periodSeconds,
        double upSeconds,
        double downSeconds,
        double excludedSeconds,
        double unknownSeconds,
        double silentSeconds,
        double maintenanceSeconds,
        double blindSeconds,
        double plannedSeconds,
        long connections,
        Optional<Double> meanConnectionSeconds,
        double longestConnectionSeconds,
        long outages,
        long interruptions,
        double longestOutageSeconds,
        Optional<Double> mttrSeconds,
        Optional<Double> mtbfSeconds,
        Map<String, Double> downSecondsByReason) {

    private static final double SECOND = 1000;

    public static FiguresView of(Figures figures) {
        Map<String, Double> reasons = new TreeMap<>();
        figures.downByReason().forEach((reason, time) -> reasons.put(reason, time / SECOND));
        return new FiguresView(
                figures.devices(),
                figures.availability(),
                figures.period() / SECOND,
                figures.up() / SECOND,
                figures.down() / SECOND,
                figures.excluded() / SECOND,
                figures.unknown() / SECOND,
                figures.silent() / SECOND,
                figures.maintenance() / SECOND,
                figures.blind() / SECOND,
                figures.planned() / SECOND,
                figures.connections(),
                seconds(figures.meanConnection()),
                figures.longestConnection() / SECOND,
                figures.outages(),
                figures.interruptions(),
                figures.longestOutage() / SECOND,
                seconds(figures.mttr()),
                seconds(figures.mtbf()),
                reasons);
    }

    private static Optional<Double> seconds(Optional<Long> time) {
        return time.map(known -> known / SECOND);
    }
}
