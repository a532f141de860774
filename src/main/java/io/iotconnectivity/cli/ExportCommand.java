package io.iotconnectivity.cli;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.move.MoveHeader;
import io.iotconnectivity.engine.move.MoveWriter;
import io.iotconnectivity.settings.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Writes the state of the installation to a file, from which another one goes on. */
@Command(
        name = "export",
        description = {
            "Writes the state of the stopped application to a file, from which import makes another installation go on.",
            "Devices, incidents, silences, open tickets, undelivered events and dead letters are in it; the history is not."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Do not start the exported installation again: both would notify the sinks.",
            "The file contains client ids, addresses and events: treat it like the store.",
            "Exit status: 0 it is written, 1 it is not, 2 invalid usage or settings."
        })
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Commands commands;

    @Parameters(paramLabel = "FILE", description = "The file to write, compressed with gzip; it must not exist.")
    private Path file;

    @Override
    public Integer call() {
        return commands.answer(this::export);
    }

    private int export(Settings settings) throws CannotStart {
        String engine = settings.engine().kind().name().toLowerCase(Locale.ROOT);
        MoveProgress progress = new MoveProgress(spec.commandLine().getErr());
        try (MoveWriter writer = MoveWriter.create(file, new MoveHeader(Version.text(), engine, Instant.now()))) {
            commands.application().pass(settings, item -> {
                writer.write(item);
                progress.add(item);
            });
            String counts = MoveProgress.words(writer.finish());
            spec.commandLine().getOut().println("Exported to " + file + ": " + counts);
            return ExitCode.OK;
        } catch (StoreException e) {
            throw new CannotStart(e.getMessage(), e);
        }
    }
}
