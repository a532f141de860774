package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists incidents. */
@Command(
        name = "incidents",
        description = {
            "Lists the incidents, newest first, or says what somebody does about one.",
            "That informs people, and changes neither the incident nor any ticket."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Queries the running application. For example:",
            "  incidents --status open",
            "  incidents --kind group --json",
            "  incidents ack 01KB3M0V2K --by ada --text 'on my way'",
            "  incidents assign 01KB3M0V2K --to bob --by ada",
            "  incidents comment 01KB3M0V2K --by bob 'the uplink is down'"
        })
final class IncidentsCommand implements Callable<Integer> {
    private static final String INCIDENT_ID = "As shown by the list.";
    private static final String AUTHOR = "Who does it (your user name).";

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Option(names = "--status", paramLabel = "STATUS", description = "Only open or resolved incidents.")
    private Optional<String> status = Optional.empty();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "Only one kind: device, group, conflict, flapping, credentials, deaf, blind or slo.")
    private Optional<String> kind = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "At most N incidents (100).")
    private Optional<String> limit = Optional.empty();

    @Option(names = "--after", paramLabel = "PLACE", description = "Continues where an earlier list ended.")
    private Optional<String> after = Optional.empty();

    @Option(names = "--json", description = "Prints JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        return commands.ask(app -> {
            JsonNode page = app.get(RunningApp.path(
                    "/api/incidents", Map.of("status", status, "kind", kind, "limit", limit, "after", after)));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, page);
                return ExitCode.OK;
            }
            Table table = new Table("OPENED", "RESOLVED", "SEVERITY", "KIND", "DEVICES", "HANDLED BY", "ID", "TITLE");
            for (JsonNode incident : page.path("items")) {
                table.row(
                        Output.moment(incident, "openedAt"),
                        Output.moment(incident, "resolvedAt"),
                        Output.cell(incident, "severity"),
                        Output.cell(incident, "kind"),
                        Output.cell(incident, "deviceCount"),
                        handledBy(incident.path("handling")),
                        Output.cell(incident, "incidentId"),
                        Output.cell(incident, "title"));
            }
            table.print(out);
            Output.hintAtMore(spec.commandLine().getErr(), page);
            return ExitCode.OK;
        });
    }

    private static String handledBy(JsonNode handling) {
        String assignee = Output.cell(handling, "assignee");
        return handling.has("assignee") ? assignee : Output.cell(handling, "acknowledgedBy");
    }

    @Command(description = "Acknowledges an open incident.", mixinStandardHelpOptions = true)
    int ack(
            @Parameters(paramLabel = "ID", description = INCIDENT_ID) String id,
            @Option(names = "--by", paramLabel = "NAME", description = AUTHOR) Optional<String> by,
            @Option(names = "--text", paramLabel = "TEXT", description = "A comment.") Optional<String> text,
            @Option(names = "--undo", description = "Takes the acknowledgement back.") boolean undo) {
        return note(id, undo ? "unacknowledge" : "acknowledge", by, Optional.empty(), text);
    }

    @Command(description = "Assigns an open incident to somebody.", mixinStandardHelpOptions = true)
    int assign(
            @Parameters(paramLabel = "ID", description = INCIDENT_ID) String id,
            @Option(names = "--to", paramLabel = "NAME", required = true, description = "Who takes care of it.")
                    String assignee,
            @Option(names = "--by", paramLabel = "NAME", description = AUTHOR) Optional<String> by,
            @Option(names = "--text", paramLabel = "TEXT", description = "A comment.") Optional<String> text) {
        return note(id, "assign", by, Optional.of(assignee), text);
    }

    @Command(description = "Comments on an open incident.", mixinStandardHelpOptions = true)
    int comment(
            @Parameters(paramLabel = "ID", description = INCIDENT_ID) String id,
            @Parameters(paramLabel = "TEXT", description = "The comment, up to 1000 characters.") String text,
            @Option(names = "--by", paramLabel = "NAME", description = AUTHOR) Optional<String> by) {
        return note(id, "comment", by, Optional.empty(), Optional.of(text));
    }

    private int note(String id, String what, Optional<String> by, Optional<String> assignee, Optional<String> text) {
        return commands.ask(app -> {
            app.post(
                    "/api/incidents/" + RunningApp.encoded(id) + "/notes",
                    RunningApp.body(Map.of(
                            "kind",
                            Optional.of(what),
                            "author",
                            by.or(() -> Optional.ofNullable(System.getProperty("user.name"))),
                            "assignee",
                            assignee,
                            "text",
                            text)));
            spec.commandLine().getOut().println("Noted.");
            return ExitCode.OK;
        });
    }
}
