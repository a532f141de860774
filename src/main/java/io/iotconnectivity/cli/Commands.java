package io.iotconnectivity.cli;

import io.iotconnectivity.secret.LogMask;
import io.iotconnectivity.settings.InvalidSettings;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.SettingsLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. Errors that the user can mend are one line each on the error output, without a stack trace. */
@Command(
        name = "iot-connectivity",
        description = "Watches the connectivity of AWS IoT devices.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            ExplainCommand.class,
            IncidentsCommand.class,
            SilencesCommand.class,
            SinksCommand.class,
            DeadLettersCommand.class,
            FleetCommand.class,
            DoctorCommand.class,
            PoliciesCommand.class,
            ReplayCommand.class
        },
        footer = {
            "",
            "Settings come from application.properties in the working directory or its conf/, --config FILE, the environment",
            "(IOTC_MQTT_URL for mqtt.url) and -Dmqtt.url=... before -jar; later ones override earlier ones.",
            "Exit status: 0 success, 1 failure, 2 invalid usage or settings."
        })
public final class Commands implements Callable<Integer> {
    private final SettingsLoader settings;
    private final Application application;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A settings file, read after application.properties.")
    private Path config;

    Commands(SettingsLoader settings, Application application) {
        this.settings = settings;
        this.application = application;
    }

    /**
     * Runs one command.
     *
     * @return the exit status: 0, 1, or 2 for wrong usage or settings
     */
    public static int execute(
            String[] args, SettingsLoader settings, Application application, PrintWriter out, PrintWriter err) {
        return new CommandLine(new Commands(settings, application))
                .registerConverter(Path.class, settings.callerDirectory()::resolve)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Commands::wrongUsage)
                .execute(args);
    }

    /** Without a command: the same as {@code run}. */
    @Override
    public Integer call() {
        return run();
    }

    @Command(description = "Runs until stopped. This is the default command.", mixinStandardHelpOptions = true)
    int run() {
        return withSettings(loaded -> {
            application.run(loaded);
            return ExitCode.OK;
        });
    }

    /** What a command does once the settings are known. */
    @FunctionalInterface
    interface Work {
        /**
         * @return the exit status
         * @throws CannotStart if something outside is in the way
         */
        int with(Settings settings) throws CannotStart;
    }

    /** Loads the settings; what is wrong with them goes to the error output. */
    int withSettings(Work work) {
        PrintWriter err = spec.commandLine().getErr();
        try {
            List<String> warnings = new ArrayList<>();
            Settings loaded = settings.load(Optional.ofNullable(config), warnings);
            // Before anything is logged: the configuration of the log reads them.
            System.setProperty("log.format", loaded.logging().json() ? "json" : "text");
            System.setProperty("log.level", loaded.logging().level());
            LogMask.install();
            // Not made earlier: it would read its configuration.
            Logger log = LoggerFactory.getLogger(Commands.class);
            warnings.forEach(log::warn);
            return work.with(loaded);
        } catch (InvalidSettings e) {
            e.problems().forEach(err::println);
            return ExitCode.USAGE;
        } catch (CannotStart e) {
            err.println(e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    /** The same for a command whose output is for its answer alone: the log goes to the error output. */
    int answer(Work work) {
        // Before anything is logged.
        System.setProperty("log.target", "SYSTEM_ERR");
        return withSettings(work);
    }

    /** What a command asks the running application. */
    @FunctionalInterface
    interface Question {
        /**
         * @return the exit status
         * @throws RunningApp.Refused if it is not there, or does not do it
         */
        int to(RunningApp app) throws RunningApp.Refused;
    }

    /** Asks the application that runs with the same settings; why it does not answer goes to the error output. */
    int ask(Question question) {
        return answer(loaded -> {
            try {
                return question.to(new RunningApp(loaded.http()));
            } catch (RunningApp.Refused e) {
                spec.commandLine().getErr().println(e.getMessage());
                return e.exitCode();
            }
        });
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        err.println("Try --help.");
        return ExitCode.USAGE;
    }
}
