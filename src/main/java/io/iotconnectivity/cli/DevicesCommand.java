package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.iotconnectivity.signal.Printable;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists devices, takes them out of service and back, and has them disconnected. */
@Command(
        name = "devices",
        description = {
            "Lists devices, takes them out of service and back, or ends their connections.",
            "A retired device is in no list, total or storm and raises no alarm; it comes back by connecting."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Queries the running application. For example:",
            "  devices list --state RETIRED",
            "  devices list --state OFFLINE --extra sites.site=Oslo",
            "  devices retire pump-7 --comment 'replaced by pump-18'",
            "  devices retire --pattern 'test-.*' --dry-run",
            "  devices restore pump-7",
            "  devices disconnect pump-7 --reason 'half-open since the uplink failed'"
        })
final class DevicesCommand {
    private static final String DEVICES = "/api/devices";

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Command(
            description = "Lists devices by client id; without --state, those that are in service.",
            mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "Only those in this state, such as OFFLINE, RETIRED or NEVER_CONNECTED.")
                    Optional<String> state,
            @Option(names = "--group", paramLabel = "GROUP", description = "Only those in this group.")
                    Optional<String> group,
            @Option(
                            names = "--deaf",
                            description = "Only those that are connected, but not subscribed to what they must be.")
                    boolean deaf,
            @Option(
                            names = "--class",
                            paramLabel = "CLASS",
                            description = "Only those of this class; default for those of no other.")
                    Optional<String> deviceClass,
            @Option(
                            names = "--extra",
                            paramLabel = "ROUTE.FIELD=VALUE",
                            description = "Only those about which an enrich route knows this, such as sites.site=Oslo.")
                    Optional<String> extra,
            @Option(names = "--q", paramLabel = "TEXT", description = "Only those whose client id contains this text.")
                    Optional<String> text,
            @Option(names = "--limit", paramLabel = "N", description = "At most N devices (100).")
                    Optional<String> limit,
            @Option(names = "--after", paramLabel = "PLACE", description = "Continues where an earlier list ended.")
                    Optional<String> after,
            @Option(names = "--json", description = "Prints JSON instead of a table.") boolean json) {
        return commands.ask(app -> {
            JsonNode page = app.get(RunningApp.path(
                    DEVICES,
                    Map.of(
                            "state",
                            state,
                            "group",
                            group,
                            "class",
                            deviceClass,
                            "extra",
                            extra,
                            "deaf",
                            Optional.of("true").filter(any -> deaf),
                            "q",
                            text,
                            "limit",
                            limit,
                            "after",
                            after)));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, page);
                return ExitCode.OK;
            }
            Table table = new Table("CLIENT", "STATE", "SINCE", "REASON", "GROUP");
            for (JsonNode device : page.path("items")) {
                table.row(
                        Printable.of(Output.cell(device, "clientId")),
                        Output.cell(device, "state") + (device.path("missing").isEmpty() ? "" : " DEAF"),
                        Output.moment(device, "since"),
                        Printable.of(Output.cell(device, "reason")),
                        Printable.of(Output.cell(device, "group")));
            }
            table.print(out);
            Output.hintAtMore(spec.commandLine().getErr(), page);
            return ExitCode.OK;
        });
    }

    @Command(
            description = {
                "Takes devices out of service: their incidents end, and they raise no alarm until they connect again.",
                "With --pattern, all devices whose client id matches and that are not connected."
            },
            mixinStandardHelpOptions = true)
    int retire(
            @Parameters(paramLabel = "CLIENT_ID", arity = "0..*", description = "The devices.") List<String> clients,
            @Option(
                            names = "--pattern",
                            paramLabel = "REGEX",
                            description = "Instead: devices whose whole client id matches.")
                    Optional<String> pattern,
            @Option(
                            names = "--connected",
                            description = "With --pattern: also those that are connected, until they connect again.")
                    boolean connected,
            @Option(names = "--dry-run", description = "With --pattern: only says which devices these are.")
                    boolean dryRun,
            @Option(names = "--author", paramLabel = "NAME", description = "Who decided (your user name).")
                    Optional<String> author,
            @Option(names = "--comment", paramLabel = "TEXT", description = "The reason.") Optional<String> comment,
            @Option(names = "--json", description = "Prints JSON.") boolean json) {
        boolean single = clients != null && !clients.isEmpty();
        if (single == pattern.isPresent()) {
            throw new ParameterException(spec.subcommands().get("retire"), "Write either client ids or --pattern.");
        }
        if (single && (dryRun || connected)) {
            throw new ParameterException(
                    spec.subcommands().get("retire"), "--dry-run and --connected go with --pattern.");
        }
        return single
                ? each(clients, "retire", author, comment, json)
                : matching(pattern.get(), connected, dryRun, author, comment, json);
    }

    @Command(
            description = "Takes retired devices back into service, whether or not they are connected.",
            mixinStandardHelpOptions = true)
    int restore(
            @Parameters(paramLabel = "CLIENT_ID", arity = "1..*", description = "The devices.") List<String> clients,
            @Option(names = "--author", paramLabel = "NAME", description = "Who decided (your user name).")
                    Optional<String> author,
            @Option(names = "--comment", paramLabel = "TEXT", description = "The reason.") Optional<String> comment,
            @Option(names = "--json", description = "Prints JSON.") boolean json) {
        return each(clients, "restore", author, comment, json);
    }

    @Command(
            description = {
                "Has AWS IoT end a device's connection, which makes the broker's state true again if the device is long"
                        + " gone. Nothing keeps it from connecting again.",
                "Needs disconnect.enabled = true in the application's settings."
            },
            mixinStandardHelpOptions = true)
    int disconnect(
            @Parameters(paramLabel = "CLIENT_ID", description = "The device.") String client,
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why; stands in the device's story.")
                    Optional<String> reason,
            @Option(names = "--by", paramLabel = "NAME", description = "Who decided (your user name).")
                    Optional<String> by,
            @Option(
                            names = "--clean-session",
                            description = "Also ends its persistent session, with subscriptions and queued messages.")
                    boolean cleanSession,
            @Option(names = "--prevent-will", description = "Its last will is not published.") boolean preventWill,
            @Option(names = "--yes", description = "Does not ask; required without a terminal.") boolean yes,
            @Option(names = "--json", description = "Prints JSON.") boolean json) {
        String name = Printable.of(client);
        if (!yes && !Confirmation.given(spec.subcommands().get("disconnect"), "Disconnect " + name + "?")) {
            spec.commandLine().getErr().println(name + " was not disconnected.");
            return ExitCode.SOFTWARE;
        }
        return commands.ask(app -> {
            JsonNode device = app.post(
                    DEVICES + "/" + RunningApp.encodedDevice(client) + "/disconnect",
                    RunningApp.body(Map.of(
                            "author",
                            orUser(by),
                            "comment",
                            reason,
                            "cleanSession",
                            Optional.of(Boolean.toString(cleanSession)),
                            "preventWill",
                            Optional.of(Boolean.toString(preventWill)))));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, device);
            } else {
                out.println(name + " was disconnected.");
            }
            return ExitCode.OK;
        });
    }

    /** One that is refused does not keep the others from being done. */
    private int each(
            List<String> clients, String what, Optional<String> author, Optional<String> comment, boolean json) {
        return commands.ask(app -> {
            PrintWriter out = spec.commandLine().getOut();
            ArrayNode done = JsonNodeFactory.instance.arrayNode();
            int status = ExitCode.OK;
            for (String client : clients) {
                try {
                    JsonNode device = app.post(
                            DEVICES + "/" + RunningApp.encodedDevice(client) + "/" + what,
                            RunningApp.body(Map.of("author", orUser(author), "comment", comment)));
                    done.add(device);
                    if (!json) {
                        out.println(Printable.of(client) + " is " + what + "d.");
                    }
                } catch (RunningApp.Refused e) {
                    spec.commandLine().getErr().println(Printable.of(client) + ": " + e.getMessage());
                    status = Math.max(status, e.exitCode());
                }
            }
            if (json) {
                Output.json(out, done);
            }
            return status;
        });
    }

    private int matching(
            String pattern,
            boolean connected,
            boolean dryRun,
            Optional<String> author,
            Optional<String> comment,
            boolean json) {
        return commands.ask(app -> {
            Map<String, Optional<String>> fields = new HashMap<>();
            fields.put("clients", Optional.of(pattern));
            fields.put("connected", Optional.of(Boolean.toString(connected)));
            fields.put("dryRun", Optional.of(Boolean.toString(dryRun)));
            fields.put("author", orUser(author));
            fields.put("comment", comment);
            JsonNode answer = app.post(DEVICES + "/retire", RunningApp.body(fields));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Output.json(out, answer);
                return ExitCode.OK;
            }
            answer.path("items").forEach(client -> out.println(Printable.of(client.asText())));
            out.println(summary(answer, dryRun));
            return ExitCode.OK;
        });
    }

    private static String summary(JsonNode answer, boolean dryRun) {
        int named = answer.path("items").size();
        long rest = answer.path("total").asLong() - named;
        long connected = answer.path("connected").asLong();
        return devices(named)
                + (dryRun ? " would be retired." : " retired.")
                + (rest > 0 ? " " + devices(rest) + " more match: run it again." : "")
                + (connected > 0
                        ? " " + devices(connected) + " left alone: connected (--connected includes them)."
                        : "");
    }

    private static String devices(long count) {
        return count + (count == 1 ? " device" : " devices");
    }

    private static Optional<String> orUser(Optional<String> author) {
        return author.or(() -> Optional.ofNullable(System.getProperty("user.name")));
    }
}
