package io.iotconnectivity.cli;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.move.MoveFile;
import io.iotconnectivity.settings.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Makes this installation, which has no state, go on where an exported one has stopped. */
@Command(
        name = "import",
        description = {
            "Makes an installation without any state go on where the one has stopped that export wrote to the file.",
            "The file is read to its end first: if it is cut off or damaged, nothing is changed."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Copy <engine.file>.key of the exported installation as well: without it, what webhooks have answered is lost.",
            "Exit status: 0 it is imported, 1 it is not, 2 invalid usage or settings."
        })
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Parameters(paramLabel = "FILE", description = "A file that export has written.")
    private Path file;

    @Override
    public Integer call() {
        return commands.answer(this::take);
    }

    private int take(Settings settings) throws CannotStart {
        MoveProgress progress = new MoveProgress(spec.commandLine().getErr());
        try {
            MoveFile from = MoveFile.check(file, progress::add);
            commands.application().take(settings, from);
            spec.commandLine()
                    .getOut()
                    .println("Imported what version " + from.header().version() + " (engine="
                            + from.header().engine() + ") exported at "
                            + from.header().at() + ": " + MoveProgress.words(from.counts()));
            return ExitCode.OK;
        } catch (StoreException e) {
            throw new CannotStart(e.getMessage(), e);
        }
    }
}
