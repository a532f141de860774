package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.signal.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Tells the story of one device. */
@Command(
        name = "explain",
        description = "Explains what was received about a device, what was decided and why, and who was told.",
        mixinStandardHelpOptions = true,
        footer = {"", "Queries the running application. For example:", "  explain pump-7", "  explain pump-7 --json"})
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Parameters(paramLabel = "CLIENT_ID", description = "The device's MQTT client id, unencoded.")
    private String client;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Override
    public Integer call() {
        return commands.ask(app -> {
            JsonNode story = app.get("/api/devices/" + RunningApp.encodedDevice(client) + "/explain");
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, story);
            } else {
                print(story, out);
            }
            return ExitCode.OK;
        });
    }

    private static void print(JsonNode story, PrintWriter out) {
        if (story.has("toldFrom")) {
            out.println("What happened before " + Output.moment(story, "toldFrom") + " is left out.");
        }
        for (JsonNode sentence : story.path("sentences")) {
            out.printf(
                    Locale.ROOT,
                    "%s  %-8s  %s%n",
                    Output.moment(sentence, "at"),
                    Output.cell(sentence, "kind"),
                    Output.cell(sentence, "text"));
        }
        for (JsonNode sink : story.path("failing")) {
            out.println(sink.asText());
        }
        if (story.has("expectedBack")) {
            out.println("It said goodbye and is expected back by " + Output.moment(story, "expectedBack") + ".");
        }
        String since = story.has("since") ? " since " + Output.moment(story, "since") : "";
        JsonNode deviceClass = story.path("class");
        if (deviceClass.has("name")) {
            out.println("It is of class " + Output.cell(deviceClass, "name") + ": " + Output.cell(deviceClass, "rule")
                    + ".");
        }
        if (story.has("slo")) {
            out.println(ErrorBudgets.sentence(story.path("slo")));
        }
        story.path("extra").properties().forEach(route -> route.getValue()
                .fieldNames()
                .forEachRemaining(name -> out.println("Known by " + Printable.of(route.getKey()) + ": "
                        + Printable.of(name) + " is " + Output.cell(route.getValue(), name) + ".")));
        JsonNode network = story.path("network");
        if (network.has("prefix")) {
            out.println("It connects from " + Output.cell(network, "prefix")
                    + (network.has("asn") ? ", AS" + Output.cell(network, "asn") : "")
                    + (network.has("organization") ? " " + Output.cell(network, "organization") : "")
                    + (network.has("country") ? ", " + Output.cell(network, "country") : "") + ".");
        }
        List<String> missing = new ArrayList<>();
        story.path("missing").forEach(filter -> missing.add(Printable.of(filter.asText())));
        String deaf = missing.isEmpty() ? "" : ", but DEAF: it is not subscribed to " + String.join(", ", missing);
        out.println("Now it is " + Output.cell(story, "state") + since + deaf + ".");
    }
}
