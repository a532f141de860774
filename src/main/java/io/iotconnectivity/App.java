package io.iotconnectivity;

import io.iotconnectivity.cli.CannotStart;
import io.iotconnectivity.cli.Commands;
import io.iotconnectivity.route.RouteFolders;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.SettingsLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Starts the product from the command line, and ends it when the process is told to. */
public final class App {
    /** Orchestrators kill after 30 s or less. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(19);

    private App() {}

    public static void main(String[] args) {
        int status = Commands.execute(
                args,
                SettingsLoader.ofThisProcess(),
                App::run,
                new PrintWriter(System.out, true),
                new PrintWriter(System.err, true));
        System.exit(status);
    }

    private static void run(Settings settings) throws CannotStart {
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

    private static void stop(Monitor monitor, CountDownLatch stopped) {
        Thread closing = new Thread(monitor::close, "close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(STOP_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopped.countDown();
    }
}
