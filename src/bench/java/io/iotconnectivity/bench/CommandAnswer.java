package io.iotconnectivity.bench;

import io.iotconnectivity.sandbox.LifecycleEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Seconds, and seconds of CPU, that {@code explain} takes from the call of the prepared release's script to its end. */
final class CommandAnswer {
    private static final double MOST_SECONDS = 0.5;
    private static final String MARK = "≤ " + MOST_SECONDS;

    /** What the shell says of a command: seconds in all, in it, and in the kernel for it. */
    private static final String TIMED = "TIMEFORMAT='%R %U %S'; time \"$@\"";

    private final Options options;

    CommandAnswer(Options options) {
        this.options = options;
    }

    List<Row> run(Path directory) throws Exception {
        List<Double> seconds = new ArrayList<>();
        List<Double> cpuSeconds = new ArrayList<>();
        Release release = Release.unpack(directory.resolve("cli"));
        try (LocalBroker broker = LocalBroker.start(directory);
                Product product = Product.start(release, directory.resolve("cli-product"), broker)) {
            product.awaitUp();
            LifecycleEvent event = new Fleet("explained", 1).next();
            try (Publisher publisher = new Publisher(broker.url())) {
                publisher.publish(1, () -> event);
            }
            while (product.devices() == 0) {
                Pause.of(Duration.ofMillis(50));
            }
            // The first reads the archive of classes from disk.
            explain(release, product, event.clientId());
            for (int call = 0; call < 2 * options.starts(); call++) {
                double[] took = explain(release, product, event.clientId());
                seconds.add(took[0]);
                cpuSeconds.add(took[1] + took[2]);
            }
        }
        Progress.say("explain answered after %.2f s", Spread.of(seconds).median());
        return List.of(row("explain, from the release, prepared, s", seconds), row("the same, CPU s", cpuSeconds));
    }

    private static Row row(String what, List<Double> figures) {
        Spread spread = Spread.of(figures);
        return Row.alone(what, spread, Row.atMost(MOST_SECONDS, MARK, spread.median()));
    }

    private static double[] explain(Release release, Product product, String device) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", TIMED, "bash"));
        command.addAll(release.command(""));
        command.addAll(List.of("explain", device, "--config", product.settings().toString()));
        List<String> lines = Child.run(command.toArray(String[]::new)).lines().toList();
        String[] times = lines.get(lines.size() - 1).split(" ");
        return new double[] {Double.parseDouble(times[0]), Double.parseDouble(times[1]), Double.parseDouble(times[2])};
    }
}
