package io.iotconnectivity.cli;

import io.iotconnectivity.doctor.Policies;
import io.iotconnectivity.settings.Settings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints the policies that the settings require. */
@Command(
        name = "policies",
        description = {
            "Prints the IoT and IAM policies that the settings require, each a JSON document under a heading.",
            "Replace ACCOUNT_ID before use, and CLUSTER_NAME if Kafka on MSK is used with IAM."
        },
        mixinStandardHelpOptions = true)
final class PoliciesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands parent;

    @Override
    public Integer call() {
        return parent.answer(this::print);
    }

    private int print(Settings settings) {
        PrintWriter out = spec.commandLine().getOut();
        for (Policies.Document document : Policies.of(settings)) {
            out.println("# " + document.heading());
            out.println(document.json());
            out.println();
        }
        return ExitCode.OK;
    }
}
