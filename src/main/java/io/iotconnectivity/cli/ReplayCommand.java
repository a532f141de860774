package io.iotconnectivity.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.ClassedMachine;
import io.iotconnectivity.presence.FleetFacts;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.record.BrokenLine;
import io.iotconnectivity.record.Found;
import io.iotconnectivity.record.IncidentComparison;
import io.iotconnectivity.record.IncidentComparison.What;
import io.iotconnectivity.record.RecordedGroups;
import io.iotconnectivity.record.Replay;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows which incidents other settings would have opened on a recorded day. */
@Command(
        name = "replay",
        description = {
            "Runs recorded signals under the current settings and compares the incidents.",
            "Prints the incidents that would have been opened, in simulated time, next to the actual ones. Connects to nothing and notifies nobody."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Files are written to record.folder, one per day. Pass several to replay more than a day. To try",
            "other settings: --config other.properties.",
            "COMPARED: same, changed (with the difference), new (only under these settings), gone (not under these settings)."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "A recorded file, possibly compressed (.gz).")
    private List<Path> files;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** The JSON form of the output. */
    private record Answer(
            Optional<Instant> from,
            Optional<Instant> to,
            long signals,
            long missing,
            long failed,
            long brokenLines,
            int openedBefore,
            Map<What, Long> totals,
            List<Item> items) {}

    private record Item(What compared, List<String> differences, Optional<Found> was, Optional<Found> would) {}

    @Override
    public Integer call() {
        return commands.answer(this::replay);
    }

    private int replay(Settings settings) {
        RecordedGroups groups = new RecordedGroups();
        IncidentPolicy incidents = settings.incidents();
        IncidentMachine machine =
                new IncidentMachine(settings.lookups().hasThingGroups() ? incidents.groupedBy(groups) : incidents);
        Replay replay = new Replay(
                new ClassedMachine(settings.classes().in(facts(machine, groups)))::step,
                machine,
                settings.engine().settle(),
                new CloudEvents("iot-connectivity/replay"),
                groups);
        try {
            print(replay.of(files));
            return ExitCode.OK;
        } catch (IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private static FleetFacts facts(IncidentMachine machine, RecordedGroups recorded) {
        return new FleetFacts() {
            @Override
            public Optional<String> group(Presence device) {
                return machine.group(device);
            }

            @Override
            public boolean hasGroups() {
                return true;
            }

            @Override
            public Optional<Set<String>> classesOfThing(Presence device) {
                return Optional.of(recorded.classesOf(device));
            }
        };
    }

    private void print(Replay.Result result) {
        PrintWriter err = spec.commandLine().getErr();
        for (BrokenLine line : result.broken()) {
            err.println(line.file() + ":" + line.number() + ": skipped, " + line.why());
        }
        if (result.brokenLines() > result.broken().size()) {
            err.println((result.brokenLines() - result.broken().size()) + " more lines were skipped");
        }
        if (result.missing() > 0) {
            err.println(result.missing() + " lines could not be recorded, so the result may differ from reality");
        }
        if (result.failed() > 0) {
            err.println("The rules failed on " + result.failed() + " signals");
        }
        if (json) {
            printJson(result);
        } else {
            printTable(result);
        }
    }

    private void printTable(Replay.Result result) {
        PrintWriter out = spec.commandLine().getOut();
        List<IncidentComparison.Row> rows = result.comparison().rows();
        if (!rows.isEmpty()) {
            Table table = new Table("COMPARED", "INCIDENT", "SEVERITY", "OPENED", "RESOLVED", "DEVICES", "DIFFERENCE");
            for (IncidentComparison.Row row : rows) {
                Found found = row.incident();
                table.row(
                        row.what().word(),
                        Printable.of(found.key()),
                        found.severity().map(severity -> severity.word()).orElse("-"),
                        seconds(found.openedAt()),
                        found.resolvedAt().map(ReplayCommand::seconds).orElse("-"),
                        Integer.toString(found.deviceCount()),
                        String.join(", ", row.differences()));
            }
            table.print(out);
            out.println();
        }
        Map<What, Long> totals = result.comparison().totals();
        long was = totals.get(What.SAME) + totals.get(What.CHANGED) + totals.get(What.GONE);
        long would = totals.get(What.SAME) + totals.get(What.CHANGED) + totals.get(What.NEW);
        out.println(result.signals() + " signals"
                + result.from()
                        .map(from -> " from " + seconds(from) + " to "
                                + seconds(result.to().orElse(from)))
                        .orElse("")
                + ": " + was + " incidents were opened, " + would + " would be: " + totals.get(What.SAME) + " same, "
                + totals.get(What.CHANGED) + " changed, " + totals.get(What.NEW) + " new, " + totals.get(What.GONE)
                + " gone");
        if (result.openedBefore() > 0) {
            out.println(result.openedBefore() + " opened before the recording began are not compared");
        }
    }

    private static String seconds(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void printJson(Replay.Result result) {
        Answer answer = new Answer(
                result.from(),
                result.to(),
                result.signals(),
                result.missing(),
                result.failed(),
                result.brokenLines(),
                result.openedBefore(),
                result.comparison().totals(),
                result.comparison().rows().stream()
                        .map(row -> new Item(row.what(), row.differences(), row.was(), row.would()))
                        .toList());
        try {
            spec.commandLine().getOut().println(JSON.writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
