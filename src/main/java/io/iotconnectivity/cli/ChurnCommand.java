package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.signal.Printable;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists what has become worse than its own past. */
@Command(
        name = "churn",
        description = "Lists devices, groups and classes that disconnect more often than in their own past.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Queries the running application. ENDED is how many connections ended in the last 24 hours (or the last hour,",
            "compared with the same hour of other days), USUAL the median of the 28 days before, MOST what happened on",
            "the worst of them. CHANCE: how likely chance alone does this, at most. For example:",
            "  churn --span hour --group site-3",
            "  churn --device pump-7"
        })
final class ChurnCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Option(names = "--span", paramLabel = "SPAN", description = "The latest day (the default) or hour: day, hour.")
    private Optional<String> span = Optional.empty();

    @Option(names = "--group", paramLabel = "GROUP", description = "Only devices of this group.")
    private Optional<String> group = Optional.empty();

    @Option(names = "--class", paramLabel = "CLASS", description = "Only devices of this class.")
    private Optional<String> deviceClass = Optional.empty();

    @Option(
            names = "--device",
            paramLabel = "CLIENT_ID",
            description = "How this device compares with its past, whether or not it is worse.")
    private Optional<String> device = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "Names N devices (100).")
    private Optional<String> limit = Optional.empty();

    @Option(names = "--json", description = "Prints JSON instead of tables.")
    private boolean json;

    @Override
    public Integer call() {
        if (device.isPresent() && Stream.of(span, group, deviceClass, limit).anyMatch(Optional::isPresent)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--device compares one device over the day and the hour: leave out --span, --group, --class and"
                            + " --limit.");
        }
        return commands.ask(app -> {
            JsonNode answer = app.get(
                    device.isPresent()
                            ? "/api/devices/" + RunningApp.encoded(device.get()) + "/churn"
                            : RunningApp.path(
                                    "/api/churn",
                                    Map.of("span", span, "group", group, "class", deviceClass, "limit", limit)));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, answer);
            } else if (device.isPresent()) {
                one(out, answer.path("spans"));
            } else {
                print(out, answer);
            }
            return ExitCode.OK;
        });
    }

    private static void one(PrintWriter out, JsonNode spans) {
        if (spans.isEmpty()) {
            out.println("Too little is known of its past, or it was not connected lately.");
            return;
        }
        Table table = table("SPAN");
        spans.properties().forEach(each -> row(table, each.getKey(), each.getValue()));
        table.print(out);
        spans.properties().stream()
                .filter(each -> each.getValue().path("worse").asBoolean())
                .forEach(each -> out.println("In the last " + each.getKey() + " it is worse than its past."));
    }

    private static void print(PrintWriter out, JsonNode found) {
        if (!found.path("comparedAt").isTextual()) {
            out.println("Nothing has been compared yet; the first comparison follows about a minute after the start.");
            return;
        }
        out.println("The " + Output.cell(found, "span") + " until " + Output.moment(found, "comparedAt") + ": "
                + Output.cell(found, "total") + " of " + Output.cell(found, "devices")
                + " devices whose past is known disconnect more often than in it");
        if (found.path("items").isEmpty()
                && found.path("groups").isEmpty()
                && found.path("classes").isEmpty()) {
            return;
        }
        out.println();
        Table table = table("OF");
        found.path("classes").forEach(each -> row(table, "class " + name(each, "name"), each));
        found.path("groups").forEach(each -> row(table, "group " + name(each, "name"), each));
        found.path("items").forEach(each -> row(table, name(each, "clientId"), each));
        table.print(out);
    }

    private static Table table(String first) {
        return new Table(first, "ENDED", "USUAL", "MOST", "TIMES", "DAYS", "CHANCE");
    }

    private static void row(Table table, String name, JsonNode counts) {
        table.row(
                name,
                number(counts.path("ended")),
                number(counts.path("usual")),
                number(counts.path("most")),
                counts.path("times").isNumber() ? number(counts.path("times")) : "-",
                Output.cell(counts, "pastSpans"),
                String.format(Locale.ROOT, "%.1e", counts.path("chance").doubleValue()));
    }

    private static String number(JsonNode number) {
        String text = String.format(Locale.ROOT, "%.1f", number.doubleValue());
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String name(JsonNode object, String field) {
        return Printable.of(object.path(field).asText());
    }
}
