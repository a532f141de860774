package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.signal.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Tells absences apart by what devices are like. */
@Command(
        name = "breakdown",
        description = "Shows how absences are spread over reasons, thing types, firmware, networks or hours.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Queries the running application. Without a period, it is the current month. For example:",
            "  breakdown --by reason,attribute.firmware",
            "  breakdown --by thing-type,hour --from 2026-11-01 --to 2026-11-08 --zone Europe/Berlin",
            "Dimensions: reason, hour, thing-type, attribute.NAME (breakdown.attributes), network, class, group,",
            "extra.ROUTE.FIELD (what an enrich route tells). Planned absences are not counted."
        })
final class BreakdownCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Option(names = "--by", paramLabel = "DIMENSIONS", description = "Up to three, by comma (reason).")
    private Optional<String> by = Optional.empty();

    @Mixin
    private ReportScope scope;

    @Option(names = "--limit", paramLabel = "N", description = "Shows the N rows with the most absences (100).")
    private Optional<String> limit = Optional.empty();

    @Option(names = "--json", description = "Prints JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        return commands.ask(app -> {
            Map<String, Optional<String>> query = scope.query();
            query.put("by", by);
            query.put("limit", limit);
            JsonNode answer = app.get(RunningApp.path("/api/breakdown", query));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, answer);
            } else {
                print(out, answer);
            }
            Output.incomplete(spec.commandLine().getErr(), answer);
            return ExitCode.OK;
        });
    }

    private static void print(PrintWriter out, JsonNode answer) {
        out.println("From " + Output.moment(answer, "from") + " to " + Output.moment(answer, "until") + " ("
                + Output.cell(answer, "zone") + "): " + answer.path("absences").asLong() + " absences, of which "
                + answer.path("outages").asLong() + " outages, of "
                + answer.path("devices").asLong() + " devices");
        out.println();
        List<String> names = new ArrayList<>();
        answer.path("by").forEach(name -> names.add(name.asText()));
        Table table = new Table(Stream.concat(
                        names.stream().map(name -> Printable.of(name).toUpperCase(Locale.ROOT)),
                        Stream.of("ABSENCES", "OUTAGES", "DOWN", "DEVICES", "OF"))
                .toArray(String[]::new));
        for (JsonNode item : answer.path("items")) {
            table.row(Stream.concat(
                            names.stream()
                                    .map(name -> Printable.of(
                                            item.path("values").path(name).asText())),
                            Stream.of(
                                    Output.cell(item, "absences"),
                                    Output.cell(item, "outages"),
                                    ReportCommand.time(item, "downSeconds"),
                                    Output.cell(item, "devices"),
                                    Output.cell(item, "devicesOf")))
                    .toArray(String[]::new));
        }
        table.print(out);
        more(out, answer.path("summed").asLong(), "more absences are kept as sums only, without their reasons");
        more(out, answer.path("leftOut").asLong(), "more absences have too many different values to be shown");
        more(out, answer.path("total").asLong() - answer.path("items").size(), "more rows; --limit shows them");
    }

    private static void more(PrintWriter out, long count, String what) {
        if (count > 0) {
            out.println(count + " " + what);
        }
    }
}
