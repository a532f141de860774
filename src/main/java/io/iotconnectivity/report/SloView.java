package io.iotconnectivity.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.iotconnectivity.availability.ErrorBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a class did against its objective, as it is shown. Times are in seconds.
 *
 * @param deviceClass its name; {@code default} for the devices of no class
 * @param target the share of the time in which its devices are to be up
 * @param from when the window of the budget begins
 * @param to when it ends
 * @param measuredAt up to when it counts
 * @param availability from 0 to 1; absent if nothing counts
 * @param budgetSeconds how long its devices may be away in the whole window, all together
 * @param spentSeconds how long they were
 * @param remaining the share of the budget that is left, at most 1, and below 0 if it is overspent; absent if nothing
 *     counts
 * @param burnRates how many times faster than allowed it was spent, by the time: {@code 5m}, {@code 30m}, {@code 1h},
 *     {@code 6h} and {@code 3d}
 * @param incidentId the open incident about it
 * @param worst the client ids of the devices that spent most of it
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SloView(
        @JsonProperty("class") String deviceClass,
        double target,
        Instant from,
        Instant to,
        Instant measuredAt,
        long devices,
        long away,
        Optional<Double> availability,
        double budgetSeconds,
        double spentSeconds,
        double leftSeconds,
        Optional<Double> remaining,
        Map<String, Double> burnRates,
        Optional<String> incidentId,
        List<String> worst) {

    private static final double SECOND = 1000;

    /**
     * @param incident the open incident about a class
     */
    public static SloView of(ClassSlo slo, Function<String, Optional<String>> incident) {
        ErrorBudget budget = slo.budget();
        long counted = budget.up() + budget.down();
        return new SloView(
                slo.name(),
                budget.target(),
                slo.from(),
                slo.until(),
                slo.at(),
                slo.devices(),
                slo.away(),
                counted == 0 ? Optional.empty() : Optional.of((double) budget.up() / counted),
                seconds(budget.total()),
                seconds(budget.spent()),
                seconds(budget.left()),
                budget.remaining().stream().boxed().findFirst(),
                slo.rates().entrySet().stream()
                        .collect(Collectors.toMap(
                                rate -> written(rate.getKey()),
                                Map.Entry::getValue,
                                (one, other) -> one,
                                TreeMap::new)),
                incident.apply(slo.name()),
                slo.worst());
    }

    private static double seconds(double time) {
        return Math.round(time) / SECOND;
    }

    /** For example {@code 5m}, {@code 6h} or {@code 3d}. */
    static String written(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + "d";
        }
        return time.toHours() > 0 ? time.toHours() + "h" : time.toMinutes() + "m";
    }
}
