package io.iotconnectivity.report;

import io.iotconnectivity.availability.ErrorBudget;
import io.iotconnectivity.incident.Burn;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.incident.SloReading.Rates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How a class did against its objective.
 *
 * @param at when it was measured
 * @param from when the window of the budget begins
 * @param until when it ends: {@code at}, or later
 * @param budget that of the window
 * @param rates the burn rates, by the time that they are over
 * @param away how many of its devices are away now
 * @param worst the client ids of those that spent most of it
 */
public record ClassSlo(
        String name,
        Instant at,
        Instant from,
        Instant until,
        ErrorBudget budget,
        Map<Duration, Double> rates,
        int devices,
        int away,
        List<String> worst) {

    /** What the incident rules need. */
    SloReading reading() {
        OptionalDouble left = budget.remaining();
        return new SloReading(
                at,
                name,
                budget.target(),
                left.stream().boxed().findFirst(),
                Stream.of(Burn.values())
                        .map(burn -> new Rates(rates.get(burn.longTime()), rates.get(burn.shortTime())))
                        .toList(),
                devices,
                away,
                worst);
    }
}
