package io.iotconnectivity.cli;

import io.iotconnectivity.secret.LogMask;
import io.iotconnectivity.settings.HttpAddress;
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

/** The command line. Errors that the user can fix are one line each on standard error, without a stack trace. */
@Command(
        name = "iot-connectivity",
        description = "Watches the connectivity of AWS IoT devices.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Settings come from application.properties in the working directory or its conf/, --config FILE, the environment",
            "(IOTC_MQTT_URL for mqtt.url) and -Dmqtt.url=... before -jar; later ones override earlier ones.",
            "Exit status: 0 success, 1 failure, 2 invalid usage or settings."
        })
public final class Commands implements Callable<Integer> {
    private static final String RUN = "run";
    private static final List<Class<?>> SUBCOMMANDS = List.of(
            ExplainCommand.class,
            DevicesCommand.class,
            IncidentsCommand.class,
            ReportCommand.class,
            ChurnCommand.class,
            BreakdownCommand.class,
            SilencesCommand.class,
            SinksCommand.class,
            DeadLettersCommand.class,
            FleetCommand.class,
            McpCommand.class,
            DoctorCommand.class,
            PoliciesCommand.class,
            ReplayCommand.class,
            ExportCommand.class,
            ImportCommand.class);

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
     * @return the exit status: 0, 1, or 2 for invalid usage or settings
     */
    public static int execute(
            String[] args, SettingsLoader settings, Application application, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Commands(settings, application));
        subcommands(args).forEach(line::addSubcommand);
        return line.registerConverter(Path.class, settings.callerDirectory()::resolve)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Commands::wrongUsage)
                .execute(args);
    }

    /** Those that the arguments name, or all, for the help: a command's model takes longer to build than to use. */
    private static List<Class<?>> subcommands(String[] args) {
        List<String> words = List.of(args);
        List<Class<?>> named = SUBCOMMANDS.stream()
                .filter(type -> words.contains(type.getAnnotation(Command.class).name()))
                .toList();
        return named.isEmpty() && !words.isEmpty() && !words.contains(RUN) ? SUBCOMMANDS : named;
    }

    /** Without a command: the same as {@code run}. */
    @Override
    public Integer call() {
        return run();
    }

    @Command(
            name = RUN,
            description = "Runs until stopped. This is the default command.",
            mixinStandardHelpOptions = true)
    int run() {
        return withSettings(loaded -> {
            application.run(loaded);
            return ExitCode.OK;
        });
    }

    Application application() {
        return application;
    }

    /** What a command does once the settings are known. */
    @FunctionalInterface
    interface Work {
        /**
         * @return the exit status
         * @throws CannotStart if an outside condition prevents it
         */
        int with(Settings settings) throws CannotStart;
    }

    /** Loads the settings; problems go to standard error. */
    int withSettings(Work work) {
        return withSettings(settings::load, (loaded, warnings) -> {
            startLog(loaded.logging(), warnings);
            return work.with(loaded);
        });
    }

    /** The same for a command whose standard output is reserved for its result: the log goes to standard error. */
    int answer(Work work) {
        logToStandardError();
        return withSettings(work);
    }

    /** How to read the settings that a command needs. */
    @FunctionalInterface
    private interface Loading<T> {
        T from(Optional<Path> config, List<String> warnings) throws InvalidSettings;
    }

    /** What to do once the settings are known, and before the log is. */
    @FunctionalInterface
    private interface Quiet<T> {
        int with(T settings, List<String> warnings) throws CannotStart;
    }

    private <T> int withSettings(Loading<T> loading, Quiet<T> work) {
        PrintWriter err = spec.commandLine().getErr();
        try {
            List<String> warnings = new ArrayList<>();
            return work.with(loading.from(Optional.ofNullable(config), warnings), warnings);
        } catch (InvalidSettings e) {
            e.problems().forEach(err::println);
            return ExitCode.USAGE;
        } catch (CannotStart e) {
            err.println(e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private static void logToStandardError() {
        // Before anything is logged.
        System.setProperty("log.target", "SYSTEM_ERR");
    }

    private static void startLog(Settings.Logging chosen, List<String> warnings) {
        // Before anything is logged: the log configuration reads them.
        System.setProperty("log.format", chosen.json() ? "json" : "text");
        System.setProperty("log.level", chosen.level());
        LogMask.install();
        // Not created earlier: it would read its configuration.
        Logger log = LoggerFactory.getLogger(Commands.class);
        warnings.forEach(log::warn);
    }

    /** A command's request to the running application. */
    @FunctionalInterface
    interface Question {
        /**
         * @return the exit status
         * @throws RunningApp.Refused if it is not reachable, or refuses
         */
        int to(RunningApp app) throws RunningApp.Refused;
    }

    /** Calls the application that runs with the same settings; reports on standard error why it does not answer. */
    int ask(Question question) {
        return withSettings(settings::address, (address, warnings) -> {
            // Not through the log: setting that up takes longer than the answer.
            warnings.forEach(spec.commandLine().getErr()::println);
            try {
                return question.to(new RunningApp(address));
            } catch (RunningApp.Refused e) {
                spec.commandLine().getErr().println(e.getMessage());
                return e.exitCode();
            }
        });
    }

    /** A command that asks the running application as long as it runs. */
    @FunctionalInterface
    interface Service {
        /**
         * @param address of the application that runs with the same settings
         * @return the exit status
         */
        int with(HttpAddress address);
    }

    /** Runs a command whose standard output is reserved for a protocol: all else goes to standard error, whoever writes it. */
    int serve(Service service) {
        logToStandardError();
        System.setOut(System.err);
        return withSettings(settings::address, (address, warnings) -> {
            LogMask.install();
            warnings.forEach(spec.commandLine().getErr()::println);
            return service.with(address);
        });
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        err.println("Try --help.");
        return ExitCode.USAGE;
    }
}
