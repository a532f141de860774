package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists, tests, enables and forgets sinks, and shows which of them are told of an incident. */
@Command(
        name = "sinks",
        description = "Lists, tests, enables or forgets sinks, or shows which are told of an incident.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Queries the running application. For example:",
            "  sinks list",
            "  sinks test webhook-desk --wait",
            "  sinks route 01KB1M3W6R00000000000000PX",
            "  sinks enable webhook-desk",
            "  sinks forget webhook-old"
        })
final class SinksCommand {
    private static final String SINKS = "/api/sinks";

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Command(description = "Lists the sinks and their status.", mixinStandardHelpOptions = true)
    int list(@Option(names = "--json", description = "Prints JSON instead of a table.") boolean json) {
        return commands.ask(app -> {
            JsonNode page = app.get(SINKS);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, page);
                return ExitCode.OK;
            }
            Table table = new Table("SINK", "STATE", "DELIVERED", "WAITING", "FAILURES", "DEAD LETTERS", "LAST ERROR");
            for (JsonNode sink : page.path("items")) {
                table.row(
                        Output.cell(sink, "name"),
                        state(sink),
                        Output.cell(sink, "delivered"),
                        Output.cell(sink, "waiting"),
                        Output.cell(sink, "failures"),
                        Output.cell(sink, "deadLetters"),
                        sink.has("gone") ? Output.cell(sink, "gone") : Output.cell(sink, "lastError"));
            }
            table.print(out);
            return ExitCode.OK;
        });
    }

    @Command(
            description = {
                "Sends a sink a test incident and its resolution.",
                "They are delivered and signed like any event; --wait reports failures."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Exit status with --wait: 0 the sink accepted both, 1 it did not."})
    int test(
            @Parameters(paramLabel = "NAME", description = "As shown by the list, such as webhook-desk.") String name,
            @Option(names = "--wait", description = "Waits for the result, at most a minute.") boolean wait,
            @Option(names = "--json", description = "Prints JSON.") boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        return commands.ask(app -> {
            FollowedTrial test = FollowedTrial.start(app, name);
            if (!wait) {
                if (json) {
                    Output.json(out, test.started());
                } else {
                    out.println("Being delivered: incident " + test.incident() + ". For the result: GET "
                            + test.sentPath());
                }
                return ExitCode.OK;
            }
            FollowedTrial.Result result = test.await();
            if (json) {
                Output.json(out, result.sent());
            } else {
                result.lines().forEach(out::println);
            }
            return result.taken() ? ExitCode.OK : ExitCode.SOFTWARE;
        });
    }

    @Command(
            description = {
                "Shows which sinks are told of an incident, when, and why. Sends nothing.",
                "TOLD: yes; now, if it wants it and may be told; later, when its hours begin; no."
            },
            mixinStandardHelpOptions = true)
    int route(
            @Parameters(paramLabel = "INCIDENT", description = "The id of an incident, as in a ticket.")
                    String incident,
            @Option(names = "--json", description = "Prints JSON instead of a table.") boolean json) {
        return commands.ask(app -> {
            JsonNode page = app.get("/api/incidents/" + RunningApp.encoded(incident) + "/route");
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, page);
                return ExitCode.OK;
            }
            Table table = new Table("SINK", "TOLD", "WHEN", "REMINDER", "WHY");
            for (JsonNode sink : page.path("items")) {
                table.row(
                        Output.cell(sink, "sink"),
                        Output.cell(sink, "told"),
                        Output.moment(sink, "at"),
                        Output.moment(sink, "reminder"),
                        Output.cell(sink, "why"));
            }
            table.print(out);
            return ExitCode.OK;
        });
    }

    @Command(description = "Resumes delivery to a sink that answered HTTP 410 Gone.", mixinStandardHelpOptions = true)
    int enable(@Parameters(paramLabel = "NAME", description = "As shown by the list.") String name) {
        return commands.ask(app -> {
            JsonNode answer = app.post(SINKS + "/" + RunningApp.encoded(name) + "/enable", FollowedTrial.NOTHING);
            spec.commandLine()
                    .getOut()
                    .println(
                            answer.path("wasDisabled").asBoolean()
                                    ? "The sink is enabled and resumes where it stopped."
                                    : "The sink was not disabled.");
            return ExitCode.OK;
        });
    }

    @Command(
            description = {
                "Forgets a sink that was removed for good, with its undelivered events, tickets and dead letters.",
                "An enabled sink is not forgotten. Events kept only for it are pruned."
            },
            mixinStandardHelpOptions = true)
    int forget(
            @Parameters(paramLabel = "NAME", description = "As shown by the list.") String name,
            @Option(names = "--json", description = "Prints JSON.") boolean json) {
        return commands.ask(app -> {
            JsonNode answer = app.delete(SINKS + "/" + RunningApp.encoded(name));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, answer);
            } else {
                out.println("Forgotten, along with " + Output.cell(answer, "waiting") + " waiting events, "
                        + Output.cell(answer, "tickets") + " open tickets and " + Output.cell(answer, "deadLetters")
                        + " dead letters.");
            }
            return ExitCode.OK;
        });
    }

    private static String state(JsonNode sink) {
        if (sink.has("gone")) {
            return "gone";
        }
        if (!sink.path("active").asBoolean()) {
            return "off";
        }
        return sink.has("pausedUntil") ? "paused" : "on";
    }
}
