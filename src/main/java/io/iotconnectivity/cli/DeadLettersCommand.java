package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.signal.Printable;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists, shows and replays dead letters. */
@Command(
        name = "dead-letters",
        description = "Lists, shows or replays unreadable messages and undeliverable events.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Queries the running application. For example:",
            "  dead-letters list --sink webhook-desk --newer-than 1d",
            "  dead-letters show 17",
            "  dead-letters replay --sink webhook-desk --reason 'HTTP 400'",
            "  dead-letters replay --source presence"
        })
final class DeadLettersCommand {
    private static final String LETTERS = "/api/dead-letters";
    private static final String SAY_WHICH =
            "Select some by an ID from 'dead-letters list', --sink, --source, --reason, --older-than or --newer-than;"
                    + " or replay all: dead-letters replay --all";
    private static final String ALL_ALONE = "--all cannot be combined with anything else: leave out one or the other.";

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    /** The selection. */
    static final class Filters {
        @Option(
                names = {"--sink", "--source"},
                paramLabel = "NAME",
                description = "Only those of this sink or source.")
        private Optional<String> sink = Optional.empty();

        @Option(names = "--reason", paramLabel = "TEXT", description = "Only those whose reason contains this text.")
        private Optional<String> reason = Optional.empty();

        @Option(
                names = "--older-than",
                paramLabel = "DURATION",
                description = "Only those older than this, such as 1h.")
        private Optional<String> olderThan = Optional.empty();

        @Option(
                names = "--newer-than",
                paramLabel = "DURATION",
                description = "Only those newer than this, such as 1d.")
        private Optional<String> newerThan = Optional.empty();

        Map<String, Optional<String>> asMap() {
            return new HashMap<>(
                    Map.of("sink", sink, "reason", reason, "olderThan", olderThan, "newerThan", newerThan));
        }
    }

    @Command(description = "Lists dead letters, newest first.", mixinStandardHelpOptions = true)
    int list(
            @Mixin Filters filters,
            @Option(names = "--limit", paramLabel = "N", description = "At most N dead letters (100).")
                    Optional<String> limit,
            @Option(names = "--after", paramLabel = "PLACE", description = "Continues where an earlier list ended.")
                    Optional<String> after,
            @Option(names = "--json", description = "Prints JSON instead of a table.") boolean json) {
        return commands.ask(app -> {
            Map<String, Optional<String>> query = filters.asMap();
            query.put("limit", limit);
            query.put("after", after);
            JsonNode page = app.get(RunningApp.path(LETTERS, query));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, page);
                return ExitCode.OK;
            }
            Table table = new Table("ID", "AT", "WAY", "ORIGIN", "ABOUT", "ATTEMPTS", "REASON");
            for (JsonNode letter : page.path("items")) {
                table.row(
                        Output.cell(letter, "id"),
                        Output.moment(letter, "at"),
                        Output.cell(letter, "direction"),
                        Printable.of(Output.cell(letter, "origin")),
                        Printable.of(Output.cell(letter, about(letter))),
                        Output.cell(letter, "attempts"),
                        Output.cell(letter, "reason"));
            }
            table.print(out);
            Output.hintAtMore(spec.commandLine().getErr(), page);
            return ExitCode.OK;
        });
    }

    private static String about(JsonNode letter) {
        return Stream.of("incidentKey", "clientId")
                .filter(letter::has)
                .findFirst()
                .orElse("topic");
    }

    @Command(description = "Shows one dead letter with its content, as JSON.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "ID", description = "As shown by the list.") String id) {
        return commands.ask(app -> {
            Output.json(spec.commandLine().getOut(), app.get(LETTERS + "/" + RunningApp.encoded(id)));
            return ExitCode.OK;
        });
    }

    @Command(
            description = {
                "Redelivers undeliverable events, each to its sink and with its id.",
                "Reads unreadable messages again, in the order in which they arrived: those that can now be read are accepted,"
                        + " the others stay, with their new reasons."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "For example:",
                "  dead-letters replay 17",
                "  dead-letters replay --sink webhook-desk --newer-than 2d",
                "  dead-letters replay --source last-will",
                "  dead-letters replay --all"
            })
    int replay(
            @Parameters(paramLabel = "ID", arity = "0..1", description = "Only this one, as shown by the list.")
                    Optional<String> id,
            @Mixin Filters filters,
            @Option(names = "--all", description = "All of them; required if nothing else is selected.") boolean all,
            @Option(names = "--json", description = "Prints JSON.") boolean json) {
        Map<String, Optional<String>> which = filters.asMap();
        which.put("id", id);
        boolean narrowed = which.values().stream().anyMatch(Optional::isPresent);
        if (all == narrowed) {
            throw new ParameterException(spec.commandLine(), all ? ALL_ALONE : SAY_WHICH);
        }
        return commands.ask(app -> {
            ObjectNode body = RunningApp.body(which);
            if (all) {
                body.put("all", true);
            }
            JsonNode answer = app.post(LETTERS + "/replay", body);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, answer);
            } else {
                out.println("Events being redelivered: " + Output.cell(answer, "replayed"));
                out.println("Messages read and accepted: " + Output.cell(answer, "takenIn"));
                out.println("Messages that still cannot be read: " + Output.cell(answer, "unreadable"));
            }
            return ExitCode.OK;
        });
    }
}
