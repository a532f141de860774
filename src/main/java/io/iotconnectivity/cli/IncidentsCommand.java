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
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists incidents. */
@Command(
        name = "incidents",
        description = "Lists the incidents, newest first.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Queries the running application. For example:",
            "  incidents --status open",
            "  incidents --kind group --json"
        })
final class IncidentsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Option(names = "--status", paramLabel = "STATUS", description = "Only open or resolved incidents.")
    private Optional<String> status = Optional.empty();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "Only one kind: device, group, conflict, flapping, credentials or blind.")
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
            Table table = new Table("OPENED", "RESOLVED", "SEVERITY", "KIND", "DEVICES", "TITLE");
            for (JsonNode incident : page.path("items")) {
                table.row(
                        Output.moment(incident, "openedAt"),
                        Output.moment(incident, "resolvedAt"),
                        Output.cell(incident, "severity"),
                        Output.cell(incident, "kind"),
                        Output.cell(incident, "deviceCount"),
                        Output.cell(incident, "title"));
            }
            table.print(out);
            Output.hintAtMore(spec.commandLine().getErr(), page);
            return ExitCode.OK;
        });
    }
}
