package io.iotconnectivity.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Measures the product side by side with clients that do nothing else, and prints one table.
 *
 * <p>All cells hold least / middle / greatest of the rounds. What counts is the ratios: the figures are those of this
 * machine and of what else it did.
 */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measures the product against bare clients.")
public final class Bench implements Callable<Integer> {
    @Mixin
    private Options options;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("iot-connectivity-bench-");
        try {
            measure(directory);
        } finally {
            delete(directory);
        }
        return 0;
    }

    private void measure(Path directory) throws Exception {
        Progress.say("measuring; this takes some minutes");
        List<Row> rows = new ArrayList<>();
        Throughput throughput = new Throughput(options);
        Latency latency = new Latency(options);
        Footprint footprint = new Footprint(options);
        Causes causes = new Causes(options);
        Storm storm = new Storm(options);
        Deliveries deliveries = new Deliveries(options);
        DeviceLists deviceLists = new DeviceLists(options);
        StartUp startUp = new StartUp(options);
        rows.addAll(run("throughput", () -> throughput.run(directory)));
        rows.addAll(run("latency", () -> latency.run(directory)));
        rows.addAll(run("footprint", () -> footprint.run(directory)));
        rows.addAll(run("causes", () -> causes.run(directory)));
        rows.addAll(run("storm", () -> storm.run(directory)));
        rows.addAll(run("webhook", () -> deliveries.run(directory)));
        rows.addAll(run("devices", () -> deviceLists.run(directory)));
        rows.addAll(run("start", () -> startUp.run(directory)));
        System.out.printf(
                Locale.ROOT,
                "%niot-connectivity, %s; %d processors, Java %s, %s; both on -Xmx512m; least / middle / greatest%n%n%s%n",
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                brokerName(directory),
                Table.of(rows));
        throughput.notes().forEach(System.out::println);
    }

    /** What cannot be measured does not take the rest along. */
    private List<Row> run(String name, Callable<List<Row>> measurement) {
        if (!options.asksFor(name)) {
            return List.of();
        }
        try {
            return measurement.call();
        } catch (Exception e) {
            Progress.say("%s was not measured: %s", name, e);
            return List.of(Row.alone(name, "not measured, see above", ""));
        }
    }

    private static String brokerName(Path directory) throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory)) {
            return broker.name();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
