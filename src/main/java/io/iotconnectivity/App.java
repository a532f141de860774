package io.iotconnectivity;

import io.iotconnectivity.cli.Application;
import io.iotconnectivity.cli.CannotStart;
import io.iotconnectivity.cli.Commands;
import io.iotconnectivity.extension.Extensions;
import io.iotconnectivity.route.RouteFolders;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.SettingsLoader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the product from the command line, and ends it when the process is told to. */
public final class App {
    /** Orchestrators kill after 30 s or less. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(19);

    /** The status of a process that SIGTERM has ended. */
    private static final int TERMINATED = 143;

    private App() {}

    public static void main(String[] args) {
        // Libraries read names and write numbers by the host's language: Turkish has no i in MQTT_CLIENT_ID's small
        // form.
        Locale.setDefault(Locale.ROOT);
        System.exit(execute(args, SettingsLoader.ofThisProcess(), App::run));
    }

    /** Does what the arguments say, on this terminal, and returns the exit status. */
    static int execute(String[] args, SettingsLoader settings, Application application) {
        return Commands.execute(
                args,
                settings,
                application,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    private static void run(Settings settings) throws CannotStart {
        addExtensions(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        Monitor monitor =
                Monitor.start(settings, RouteFolders.of(Path.of(""), settings.routesFolder()), Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(monitor, stopped), "stop"));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All threads that are started from here on know the classes of the jars that users have added. */
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
        Thread closing = new Thread(monitor::close, "close");
        closing.setDaemon(true);
        closing.start();
        Thread watchdog = new Thread(() -> endAnyway(closing), "stop-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        try {
            closing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopped.countDown();
    }

    /** Ends the process also if a part, or another shutdown hook, hangs. What is durable goes on at the next start. */
    private static void endAnyway(Thread closing) {
        try {
            Thread.sleep(STOP_WITHIN.toMillis());
        } catch (InterruptedException e) {
            return;
        }
        Throwable place = new Throwable("where it hangs");
        place.setStackTrace(closing.getStackTrace());
        // Not made earlier: how the log looks, and where it goes, is known only when the settings are read.
        Logger log = LoggerFactory.getLogger(App.class);
        log.error(
                "iot-connectivity did not stop within {} s and is being terminated; nothing is lost",
                STOP_WITHIN.toSeconds(),
                place);
        Runtime.getRuntime().halt(TERMINATED);
    }
}
