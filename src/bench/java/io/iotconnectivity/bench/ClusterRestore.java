package io.iotconnectivity.bench;

import io.iotconnectivity.bench.ClusterProgress.Stage;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.SignalFeed;
import io.iotconnectivity.signal.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How long a node without local state takes to read the state of all devices from Kafka when it takes over, and what
 * that state takes on its disk. Each device has connected once, so Kafka holds one record of each.
 */
final class ClusterRestore {
    private static final String INSTALLATION = "bench";
    private static final int MILLION = 1_000_000;

    private final Options options;

    ClusterRestore(Options options) {
        this.options = options;
    }

    /**
     * One takeover.
     *
     * @param ready seconds from the start of the process until it processes
     * @param restoring the part of it in which state was read, in seconds
     */
    private record Takeover(double ready, double restoring, double bytes) {}

    List<Row> run(Path directory) throws Exception {
        Path home = directory.resolve("cluster-restore");
        List<Takeover> takeovers = new ArrayList<>();
        try (BrokerProcess kafka = BrokerProcess.start(home.resolve("broker"))) {
            ClusterSettings settings = ClusterSetUp.settings(kafka.address(), INSTALLATION, home);
            ClusterSetUp.createTopics(settings);
            fill(home.resolve("first"), kafka, settings);
            for (int round = 0; round < options.rounds(); round++) {
                Takeover takeover = takeover(home.resolve("next" + round), kafka);
                Progress.say("%,d devices: %s", options.fleet(), takeover);
                takeovers.add(takeover);
            }
        }
        double scale = (double) MILLION / options.fleet();
        String what = String.format(Locale.ROOT, "a node without state takes over %,d devices; ", options.fleet());
        return List.of(
                row(
                        what + "s from its start until it processes",
                        takeovers.stream().map(Takeover::ready)),
                row(
                        what + "of these, s in which it reads their state, per million devices",
                        takeovers.stream().map(one -> one.restoring * scale)),
                row(
                        what + "MB on its disk, per million devices",
                        takeovers.stream().map(one -> one.bytes * scale / (1 << 20))));
    }

    private static Row row(String what, Stream<Double> figures) {
        return Row.alone(what, Spread.of(figures.toList()), "");
    }

    private void fill(Path own, BrokerProcess kafka, ClusterSettings settings) throws Exception {
        try (SignalFeed feed = SignalFeed.open(settings);
                Node node = start(own, kafka);
                ClusterProgress progress = new ClusterProgress(settings)) {
            node.awaitUp();
            Fleet fleet = new Fleet("device", options.fleet());
            for (int left = options.fleet(); left > 0; left -= options.events()) {
                List<Signal> some = Stream.generate(() -> Signals.of(fleet.next()))
                        .limit(Math.min(left, options.events()))
                        .toList();
                ClusterSetUp.feed(feed, some);
            }
            progress.awaitRead(Stage.DEVICES);
            node.tell("stop");
        }
    }

    private static Takeover takeover(Path own, BrokerProcess kafka) throws Exception {
        try (Node node = start(own, kafka)) {
            node.awaitUp();
            // Until it has looked, it has no share whose state there is to restore, and counts as running.
            ClusterProgress.await(
                    "the node to have its state",
                    () -> !node.tell("restored-records").equals("0") && Boolean.parseBoolean(node.tell("running")));
            double ready = node.process().sinceStart().toMillis() / 1e3;
            double restoring = Long.parseLong(node.tell("restoring-nanos")) / 1e9;
            node.tell("stop");
            return new Takeover(ready, restoring, size(own));
        }
    }

    private static Node start(Path own, BrokerProcess kafka) throws IOException {
        return Node.start(
                own,
                List.of(),
                StageProgram.class,
                own.toString(),
                kafka.address(),
                INSTALLATION,
                Stage.DEVICES.toString());
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
