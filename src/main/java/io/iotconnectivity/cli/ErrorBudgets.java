package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.signal.Printable;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Prints how the classes do against their objectives for availability. */
final class ErrorBudgets {
    private ErrorBudgets() {}

    /** Prints nothing if no class has an objective, or if it is not measured yet. */
    static void print(RunningApp app, Optional<String> deviceClass, PrintWriter out) {
        JsonNode slos;
        try {
            slos = app.get(RunningApp.path("/api/slo", Map.of("class", deviceClass)))
                    .path("items");
        } catch (RunningApp.Refused notMeasured) {
            return;
        }
        if (slos.isEmpty()) {
            return;
        }
        out.println();
        Table table =
                new Table("ERROR BUDGET", "OBJECTIVE", "LEFT", "BURN 1h", "BURN 6h", "BURN 3d", "SINCE", "INCIDENT");
        for (JsonNode slo : slos) {
            table.row(
                    "class " + Printable.of(slo.path("class").asText()),
                    objective(slo.path("target").doubleValue()),
                    left(slo.path("remaining")),
                    rate(slo, "1h"),
                    rate(slo, "6h"),
                    rate(slo, "3d"),
                    Output.moment(slo, "from"),
                    Output.cell(slo, "incidentId"));
        }
        table.print(out);
    }

    /** For example {@code Class meters is to be up 99.9% of the time; 61% of its error budget is left.} */
    static String sentence(JsonNode slo) {
        return "Class " + Printable.of(slo.path("class").asText()) + " is to be up "
                + objective(slo.path("target").doubleValue()) + " of the time; "
                + left(slo.path("remaining")) + " of its error budget is left"
                + (slo.has("incidentId") ? ", incident " + Output.cell(slo, "incidentId") : "") + ".";
    }

    private static String objective(double target) {
        return BigDecimal.valueOf(target)
                        .movePointRight(2)
                        .setScale(4, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + "%";
    }

    /** Never rounded up. */
    private static String left(JsonNode share) {
        return share.isNumber() ? (long) Math.floor(share.doubleValue() * 100) + "%" : "-";
    }

    private static String rate(JsonNode slo, String time) {
        return String.format(
                Locale.ROOT, "%.1f", slo.path("burnRates").path(time).doubleValue());
    }
}
