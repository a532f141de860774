package io.iotconnectivity;

import io.iotconnectivity.cli.Application;
import io.iotconnectivity.cli.CannotStart;
import io.iotconnectivity.cli.Commands;
import io.iotconnectivity.extension.Extensions;
import io.iotconnectivity.route.RouteFolders;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.SettingsLoader;
import io.iotconnectivity.thread.NamedThread;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the product from the command line, and stops it when the process is told to stop. */
public final class App {
    /** Orchestrators kill after 30 s or less. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(19);

    /** The exit status of a process ended by SIGTERM. */
    private static final int TERMINATED = 143;

    private App() {}

    public static void main(String[] args) {
        // Libraries lower-case names and format numbers in the host's locale: Turkish has no i in the lower case of
        // MQTT_CLIENT_ID.
        Locale.setDefault(Locale.ROOT);
        System.exit(execute(args, SettingsLoader.ofThisProcess(), new Installation()));
    }

    /** Runs the command on this terminal, and returns the exit status. */
    static int execute(String[] args, SettingsLoader settings, Application application) {
        return Commands.execute(
                args,
                settings,
                application,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    /** Runs until the process is told to stop. */
    static void run(Settings settings) throws CannotStart {
        addExtensions(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        Monitor monitor =
                Monitor.start(settings, RouteFolders.of(Path.of(""), settings.routesFolder()), Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(NamedThread.waitedFor("stop", () -> stop(monitor, stopped)));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes the classes of user-added jars available to all threads started from here on. */
    private static void addExtensions(Settings settings) throws CannotStart {
        Extensions extensions = Extensions.in(settings.extensions());
        if (!extensions.problems().isEmpty()) {
            throw new CannotStart(String.join("\n", extensions.problems()), null);
        }
        if (!extensions.isEmpty()) {
            Logger log = LoggerFactory.getLogger(App.class);
            log.info("Added by {}", extensions.describe());
            extensions.doubts().forEach(log::warn);
            Thread.currentThread().setContextClassLoader(extensions.over(App.class.getClassLoader()));
        }
    }

    private static void stop(Monitor monitor, CountDownLatch stopped) {
        Thread closing = NamedThread.daemon("close", monitor::close);
        closing.start();
        Thread watchdog = NamedThread.daemon("stop-watchdog", () -> endAnyway(closing));
        watchdog.start();
        try {
            closing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopped.countDown();
    }

    /** Ends the process even if a part, or another shutdown hook, hangs. Durable work continues at the next start. */
    private static void endAnyway(Thread closing) {
        try {
            Thread.sleep(STOP_WITHIN.toMillis());
        } catch (InterruptedException e) {
            return;
        }
        Throwable place = new Throwable("where it hangs");
        place.setStackTrace(closing.getStackTrace());
        // Not created earlier: the log's format and destination are known only when the settings have been read.
        Logger log = LoggerFactory.getLogger(App.class);
        log.error(
                "iot-connectivity did not stop within {} s and is being terminated; nothing is lost",
                STOP_WITHIN.toSeconds(),
                place);
        Runtime.getRuntime().halt(TERMINATED);
    }
}
