package io.iotconnectivity.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows two kept runs beside each other. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Compares two runs; ends with status 1 if a figure got worse by more than the spread of both,"
                + " 2 if a file cannot be read.")
final class Compare implements Callable<Integer> {
    private static final int UNREADABLE = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OLD", description = "The file of the earlier run.")
    private Path old;

    @Parameters(index = "1", paramLabel = "NEW", description = "The file of the later run.")
    private Path now;

    @Override
    public Integer call() {
        Comparison comparison;
        try {
            comparison = Comparison.of(ResultFile.read(old), ResultFile.read(now));
        } catch (IOException e) {
            spec.commandLine().getErr().println("Cannot compare: " + e);
            return UNREADABLE;
        }
        spec.commandLine().getOut().println(comparison.text());
        return comparison.isWorse() ? 1 : 0;
    }
}
