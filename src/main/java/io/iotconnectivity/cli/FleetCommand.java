package io.iotconnectivity.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.aws.fleet.FleetIndex;
import io.iotconnectivity.aws.fleet.FleetIndexException;
import io.iotconnectivity.aws.fleet.FleetItem;
import io.iotconnectivity.aws.fleet.FleetPage;
import io.iotconnectivity.aws.fleet.FleetStatistics;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.signal.Printable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Queries the AWS IoT fleet index. */
@Command(
        name = "fleet",
        description = "Queries the AWS IoT fleet index: which things are connected, since when, and why not.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "QUERY is passed on unchanged, for example:",
            "  connectivity.connected:false AND thingGroupNames:plant7",
            "  connectivity.disconnectReason:MQTT_KEEP_ALIVE_TIMEOUT",
            "  thingName:pump*",
            "Query syntax: https://docs.aws.amazon.com/iot/latest/developerguide/query-syntax.html"
        })
final class FleetCommand implements Callable<Integer> {
    private static final int MOST = 100_000;
    /** A person at a terminal may wait for the rate limit, but not forever. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    @Parameters(paramLabel = "QUERY", description = "At most 1000 characters.")
    private String query;

    @Option(names = "--json", description = "Prints JSON instead of a table.")
    private boolean json;

    @Option(names = "--stats", description = "Prints how many things match, how many are connected, and the reasons.")
    private boolean stats;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most N things (100).")
    private int limit;

    @Option(names = "--after", paramLabel = "PLACE", description = "Continues where an earlier list ended.")
    private Optional<String> after = Optional.empty();

    /**
     * @param next where to continue; absent at the end
     */
    private record Found(List<FleetItem> items, Optional<String> next) {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        if (query.isBlank() || query.length() > FleetIndex.LONGEST_QUERY) {
            err.println("QUERY must have 1 to " + FleetIndex.LONGEST_QUERY + " characters");
            return ExitCode.USAGE;
        }
        if (limit < 1 || limit > MOST) {
            err.println("--limit must be a whole number from 1 to " + MOST);
            return ExitCode.USAGE;
        }
        return commands.answer(this::ask);
    }

    private int ask(Settings settings) {
        try (AwsClients aws = new AwsClients(settings.aws())) {
            FleetIndex index = new FleetIndex(
                    aws::iot,
                    new CallBudget(
                            "fleet", settings.lookups().reconcile().maxCallsPerSecond(), new SimpleMeterRegistry()),
                    PATIENCE,
                    Clock.systemUTC());
            if (stats) {
                printStatistics(index.statistics(query));
            } else {
                print(index.first(query, limit, after));
            }
            return ExitCode.OK;
        } catch (FleetIndexException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return e.kind() == FleetIndexException.Kind.INVALID_QUERY ? ExitCode.USAGE : ExitCode.SOFTWARE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.SOFTWARE;
        }
    }

    private void print(FleetPage page) {
        Found found = new Found(page.things().stream().map(FleetItem::of).toList(), page.next());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            printJson(found);
            return;
        }
        Table table = new Table("THING", "CONNECTED", "SINCE", "REASON", "KEEP-ALIVE", "GROUPS");
        for (FleetItem item : found.items()) {
            table.row(
                    Printable.of(item.thingName()),
                    item.connected().map(up -> up ? "yes" : "no").orElse("?"),
                    item.since().map(Object::toString).orElse("-"),
                    item.reason().orElse("-"),
                    item.keepAliveSeconds().map(seconds -> seconds + " s").orElse("-"),
                    item.groups().isEmpty() ? "-" : Printable.of(String.join(",", item.groups())));
        }
        table.print(out);
        found.next().ifPresent(place -> spec.commandLine()
                .getErr()
                .println("There are more. Use --limit " + MOST + ", or --after " + Printable.of(place)));
    }

    private void printStatistics(FleetStatistics found) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            printJson(found);
            return;
        }
        out.println(String.format(
                Locale.ROOT,
                "%d things, %d connected (%.1f %%)",
                found.count(),
                found.connected(),
                100 * found.connectedShare()));
        if (!found.reasons().isEmpty()) {
            Table table = new Table("REASON", "THINGS");
            found.reasons().forEach(bucket -> table.row(bucket.reason(), Long.toString(bucket.count())));
            table.print(out);
        }
    }

    private void printJson(Object answer) {
        try {
            spec.commandLine().getOut().println(JSON.writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
