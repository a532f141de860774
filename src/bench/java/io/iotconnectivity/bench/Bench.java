package io.iotconnectivity.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Measures the product side by side with clients that do nothing else, prints one table, and keeps it in a file.
 *
 * <p>All cells hold minimum / median / maximum of the rounds. What counts is the ratios: the figures are those of this
 * machine and of what else it did.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = Compare.class,
        description = "Measures the product against bare clients.")
public final class Bench implements Callable<Integer> {
    @Mixin
    private Options options;

    private final List<Row> rows = new ArrayList<>();

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
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Machine machine = Machine.now(brokerName(directory));
        machine.warning().ifPresent(warning -> Progress.say("%s", warning));
        Progress.say("measuring; this takes some minutes");
        Throughput throughput = new Throughput(options);
        run("throughput", () -> throughput.run(directory));
        run("queue", () -> new QueueIntake(options).run(directory));
        run("latency", () -> new Latency(options).run(directory));
        run("footprint", () -> new Footprint(options).run(directory));
        run("million", () -> new Million(options).run(directory));
        run("soak", () -> new Soak(options).run(directory));
        run("upgrade", () -> new Upgrade(options).run(directory));
        run("causes", () -> new Causes(options).run(directory));
        run("storm", () -> new Storm(options).run(directory));
        run("sinks", () -> new SinkWrites(options).run(directory));
        run("webhook", () -> new Deliveries(options).run(directory));
        run("devices", () -> new DeviceLists(options).run(directory));
        run("step", () -> new StepCost(options).run());
        run("report", () -> new MonthReport(options).run(directory));
        run("start", () -> new StartUp(options).run(directory));
        run("cli", () -> new CommandAnswer(options).run(directory));
        run("cluster-cpu", () -> new ClusterCpu(options).run(directory));
        run("cluster-instances", () -> new ClusterInstances(options).run(directory));
        run("cluster-incidents", () -> new ClusterIncidents(options).run(directory));
        run("cluster-latency", () -> new ClusterLatency(options).run(directory));
        run("cluster-pause", () -> new ClusterPause(options).run(directory));
        run("cluster-restore", () -> new ClusterRestore(options).run(directory));
        Results results = new Results(start, Source.commit(), machine, rows);
        Path file = options.out()
                .orElseGet(() -> ResultFile.name(Product.JAR.resolveSibling("bench"), start, results.commit()));
        ResultFile.write(results, file);
        // The table is last, where "tail" shows it.
        throughput.notes().forEach(System.out::println);
        System.out.println("\n" + results.text());
        System.out.println("kept in " + file);
    }

    /** What cannot be measured does not take the rest along. */
    private void run(String name, Callable<List<Row>> measurement) {
        if (!options.asksFor(name)) {
            return;
        }
        try {
            rows.addAll(measurement.call());
        } catch (Exception e) {
            Progress.say("%s was not measured: %s", name, e);
            rows.add(Row.failed(name, e.toString().lines().findFirst().orElse("")));
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
