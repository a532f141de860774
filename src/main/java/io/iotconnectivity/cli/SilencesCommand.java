package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.signal.Printable;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists, adds and ends silences. */
@Command(
        name = "silences",
        description = {
            "Lists, adds or ends silences.",
            "While a silence is active, no incident is opened for its devices; open ones are still resolved."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Queries the running application. For example:",
            "  silences add --clients 'pump-.*' --for 2h --comment 'moving the pumps'",
            "  silences list",
            "  silences end k7wq2m9d"
        })
final class SilencesCommand {
    private static final String SILENCES = "/api/silences";

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Command(description = "Lists unexpired silences, the first to end first.", mixinStandardHelpOptions = true)
    int list(@Option(names = "--json", description = "Prints JSON instead of a table.") boolean json) {
        return commands.ask(app -> {
            JsonNode page = app.get(SILENCES);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, page);
                return ExitCode.OK;
            }
            Table table = new Table("ID", "NOW", "FROM", "UNTIL", "CLIENTS", "GROUP", "AUTHOR", "COMMENT");
            for (JsonNode silence : page.path("items")) {
                table.row(
                        Output.cell(silence, "id"),
                        silence.has("off") ? "off" : silence.path("active").asBoolean() ? "silent" : "later",
                        Output.moment(silence, "from"),
                        Output.moment(silence, "until"),
                        Output.cell(silence, "clients"),
                        Printable.of(Output.cell(silence, "group")),
                        Output.cell(silence, "author"),
                        Output.cell(silence, "comment"));
            }
            table.print(out);
            for (JsonNode silence : page.path("items")) {
                if (silence.has("off")) {
                    out.println(Output.cell(silence, "id") + " is disabled and suppresses nothing: "
                            + Output.cell(silence, "off"));
                }
            }
            return ExitCode.OK;
        });
    }

    @Command(
            description = "Adds a silence.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "For example:",
                "  silences add --clients 'pump-.*' --for 2h --comment 'moving the pumps'",
                "  silences add --group site-3 --from 2026-12-01T22:00:00Z --for 8h --comment 'power outage'"
            })
    int add(
            @Option(names = "--clients", paramLabel = "REGEX", description = "Devices whose whole client id matches.")
                    Optional<String> clients,
            @Option(names = "--group", paramLabel = "GROUP", description = "Devices in this group.")
                    Optional<String> group,
            @Option(names = "--for", paramLabel = "DURATION", description = "Duration, such as 30m, 2h or 1d.")
                    Optional<String> length,
            @Option(names = "--until", paramLabel = "TIME", description = "End, such as 2026-12-01T22:00:00Z.")
                    Optional<String> until,
            @Option(names = "--from", paramLabel = "TIME", description = "Start (now).") Optional<String> from,
            @Option(names = "--author", paramLabel = "NAME", description = "Who creates it (your user name).")
                    Optional<String> author,
            @Option(names = "--comment", paramLabel = "TEXT", required = true, description = "The reason.")
                    String comment,
            @Option(names = "--json", description = "Prints JSON.") boolean json) {
        return commands.ask(app -> {
            JsonNode silence = app.post(
                    SILENCES,
                    RunningApp.body(Map.of(
                            "clients", clients,
                            "group", group,
                            "for", length,
                            "until", until,
                            "from", from,
                            "author", author.or(() -> Optional.ofNullable(System.getProperty("user.name"))),
                            "comment", Optional.of(comment))));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, silence);
            } else {
                out.println("Silence " + Output.cell(silence, "id") + " is active from "
                        + Output.moment(silence, "from") + " until " + Output.moment(silence, "until") + ".");
            }
            return ExitCode.OK;
        });
    }

    @Command(description = "Ends a silence now.", mixinStandardHelpOptions = true)
    int end(@Parameters(paramLabel = "ID", description = "As shown by the list.") String id) {
        return commands.ask(app -> {
            app.delete(SILENCES + "/" + RunningApp.encoded(id));
            spec.commandLine().getOut().println("The silence has ended.");
            return ExitCode.OK;
        });
    }
}
