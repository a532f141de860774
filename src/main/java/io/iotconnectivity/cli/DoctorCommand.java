package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.doctor.AccountCheck;
import io.iotconnectivity.doctor.Finding;
import io.iotconnectivity.doctor.Report;
import io.iotconnectivity.settings.Settings;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Reports what is wrong around the product, and the command or setting that fixes it. */
@Command(
        name = "doctor",
        description = "Checks the AWS account, the broker and this machine against the settings.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 nothing would be lost, 1 events, verdicts or deliveries would be, 2 invalid usage or settings."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final String INDENT = "         ";

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands parent;

    @Option(
            names = "--fix",
            description = "Enable the event configurations THING and CERTIFICATE first; change nothing else.")
    private boolean fix;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        return parent.answer(this::check);
    }

    private int check(Settings settings) {
        return AccountCheck.with(settings, Clock.systemUTC(), account -> {
            List<Finding> mended = fix ? account.mend() : List.of();
            Report report = account.run();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(asJson(mended, report));
            } else {
                print(mended, report, out);
            }
            return report.hasErrors() ? ExitCode.SOFTWARE : ExitCode.OK;
        });
    }

    private String asJson(List<Finding> mended, Report report) {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode all = mapper.createObjectNode();
        if (fix) {
            add(all.putArray("mended"), mended);
        }
        add(all.putArray("items"), report.items());
        return all.toPrettyString();
    }

    private static void add(ArrayNode array, List<Finding> findings) {
        for (Finding finding : findings) {
            ObjectNode item = array.addObject()
                    .put("check", finding.check())
                    .put("status", finding.status().word())
                    .put("finding", finding.finding());
            finding.fix().ifPresent(text -> item.put("fix", text));
        }
    }

    private void print(List<Finding> mended, Report report, PrintWriter out) {
        if (fix) {
            out.println(mended.isEmpty() ? "--fix: there was nothing to do" : "--fix:");
            table(mended, out);
            out.println();
        }
        table(report.items(), out);
        if (!report.notUsed().isEmpty()) {
            out.println();
            out.println("Not enabled, so not checked: " + String.join(", ", report.notUsed()) + ".");
        }
    }

    private static void table(List<Finding> findings, PrintWriter out) {
        int width = findings.stream()
                .mapToInt(finding -> finding.check().length())
                .max()
                .orElse(0);
        for (Finding finding : findings) {
            out.printf(
                    Locale.ROOT,
                    "%-8s %-" + width + "s  %s%n",
                    finding.status().word(),
                    finding.check(),
                    finding.finding());
            finding.fix().ifPresent(fix -> out.println(INDENT + "-> " + fix));
        }
    }
}
