package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.signal.Printable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Reports on availability. */
@Command(
        name = "report",
        description = "Reports how long devices were available, and why they were not.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Queries the running application. Without a period, it is the current month. For example:",
            "  report --month 2026-11 --zone Europe/Berlin",
            "  report --from 2026-11-01 --to 2026-11-08 --group site-3",
            "  report --month 2026-11 --by extra.sites.site",
            "  report --month 2026-11 --csv november.csv",
            "  report --month 2026-11 --parquet november.parquet",
            "UP, DOWN, EXCLUDED and UNKNOWN add up to the period. Excluded are maintenance, times in which this monitor",
            "was blind and, if the settings say so, planned absences. AVAILABLE is UP / (UP + DOWN)."
        })
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Mixin
    private ReportScope scope;

    @Option(names = "--device", paramLabel = "CLIENT_ID", description = "Only this device.")
    private Optional<String> device = Optional.empty();

    @Option(
            names = "--by",
            paramLabel = "extra.ROUTE.FIELD",
            description = "Also adds up devices by what an enrich route knows, such as extra.sites.site.")
    private Optional<String> by = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "Names the N devices that were away longest (100).")
    private Optional<String> limit = Optional.empty();

    @Option(names = "--csv", paramLabel = "FILE", description = "Writes every device into a CSV file instead.")
    private Optional<Path> csv = Optional.empty();

    @Option(
            names = "--parquet",
            paramLabel = "FILE",
            description = "The same as Parquet, which needs the libraries of lib/parquet.")
    private Optional<Path> parquet = Optional.empty();

    @Option(names = "--json", description = "Prints JSON instead of tables.")
    private boolean json;

    @Override
    public Integer call() {
        return commands.ask(app -> {
            if (csv.isPresent() || parquet.isPresent()) {
                if (by.isPresent()) {
                    throw new ParameterException(
                            spec.commandLine(),
                            "Files have a row for each device and add nothing up: leave out --by, and name the field in"
                                    + " availability.columns.");
                }
                Map<String, Optional<String>> query = parameters();
                query.remove("limit");
                if (csv.isPresent()) {
                    app.save(RunningApp.path("/api/report.csv", query), csv.get());
                }
                if (parquet.isPresent()) {
                    app.save(RunningApp.path("/api/report.parquet", query), parquet.get());
                }
                return ExitCode.OK;
            }
            JsonNode report = app.get(RunningApp.path("/api/report", parameters()));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, report);
            } else {
                print(out, report);
                if (scope.group().isEmpty() && device.isEmpty()) {
                    ErrorBudgets.print(app, scope.deviceClass(), out);
                }
            }
            Output.incomplete(spec.commandLine().getErr(), report);
            return ExitCode.OK;
        });
    }

    private Map<String, Optional<String>> parameters() {
        Map<String, Optional<String>> query = scope.query();
        query.put("device", device);
        query.put("by", by);
        query.put("limit", limit);
        return query;
    }

    private static void print(PrintWriter out, JsonNode report) {
        out.println("From " + Output.moment(report, "from") + " to " + Output.moment(report, "until") + " ("
                + Output.cell(report, "zone") + ")"
                + Optional.ofNullable(report.path("keptSince").textValue())
                        .filter(since -> since.compareTo(report.path("from").asText()) > 0)
                        .map(since -> "; nothing is known before " + Output.moment(report, "keptSince"))
                        .orElse(""));
        out.println();
        Table table = new Table(
                "OF",
                "DEVICES",
                "AVAILABLE",
                "UP",
                "DOWN",
                "EXCLUDED",
                "UNKNOWN",
                "OUTAGES",
                "LONGEST",
                "MTTR",
                "MTBF");
        row(table, "all", report.path("fleet"));
        report.path("classes").forEach(each -> row(table, "class " + name(each, "name"), each));
        report.path("groups").forEach(each -> row(table, "group " + name(each, "name"), each));
        String field = report.path("by").asText().replaceFirst(".*\\.", "");
        report.path("parts").forEach(each -> row(table, Printable.of(field) + " " + name(each, "name"), each));
        report.path("items").forEach(each -> row(table, name(each, "clientId"), each));
        table.print(out);
        reasons(out, report.path("fleet").path("downSecondsByReason"));
    }

    private static String name(JsonNode object, String field) {
        return Printable.of(object.path(field).asText());
    }

    private static void row(Table table, String name, JsonNode figures) {
        table.row(
                name,
                Output.cell(figures, "devices"),
                percent(figures),
                time(figures, "upSeconds"),
                time(figures, "downSeconds"),
                time(figures, "excludedSeconds"),
                time(figures, "unknownSeconds"),
                Output.cell(figures, "outages"),
                time(figures, "longestOutageSeconds"),
                time(figures, "mttrSeconds"),
                time(figures, "mtbfSeconds"));
    }

    private static void reasons(PrintWriter out, JsonNode reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        out.println();
        Table table = new Table("AWAY FOR", "TIME");
        reasons.properties().forEach(each -> table.row(Printable.of(each.getKey()), text(each.getValue())));
        table.print(out);
    }

    /** Never rounded up: 100 % is said only of what was always available. */
    private static String percent(JsonNode figures) {
        JsonNode share = figures.path("availability");
        return share.isNumber()
                ? String.format(Locale.ROOT, "%.3f%%", Math.floor(share.doubleValue() * 100_000) / 1000)
                : "-";
    }

    /** A number of seconds in words; a hyphen if it is absent. */
    static String time(JsonNode figures, String field) {
        JsonNode seconds = figures.path(field);
        return seconds.isNumber() ? text(seconds) : "-";
    }

    /** For example {@code 3d4h}, {@code 2m5s} or {@code 0s}: the two largest units. */
    private static String text(JsonNode seconds) {
        Duration time = Duration.ofSeconds(Math.round(seconds.doubleValue()));
        if (time.toDays() > 0) {
            return time.toDays() + "d" + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h" + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "m" + time.toSecondsPart() + "s" : time.toSeconds() + "s";
    }
}
