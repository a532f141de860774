package io.iotconnectivity.bench;

import io.iotconnectivity.bench.ClusterProgress.Stage;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.SignalFeed;
import io.iotconnectivity.signal.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Signals a second that one, two and four instances of the device stage get through, each with one thread and pinned to
 * a processor. On a processor without an instance runs a loop with the lowest priority, so that one instance alone gets
 * no faster processor than several do. The broker runs where there is room.
 *
 * <p>Only with a processor for each instance and some for the broker does this show whether instances add up.
 */
final class ClusterInstances {
    private static final List<Integer> INSTANCES = List.of(1, 2, 4);
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** So many fleets go by for each instance before its JVM has compiled what matters. */
    private static final int WARM_UPS = 1;

    private final Options options;
    private final boolean canPin = canPin();

    ClusterInstances(Options options) {
        this.options = options;
    }

    private static boolean canPin() {
        try {
            Child.run("taskset", "-c", "0", "nice", "-n", "19", "true");
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /**
     * @param cpu microseconds a signal, of all instances
     * @param broker microseconds a signal, of the broker
     */
    private record Drain(double rate, double cpu, double broker) {}

    List<Row> run(Path directory) throws Exception {
        List<Row> rows = new ArrayList<>();
        Path home = directory.resolve("cluster-instances");
        try (BrokerProcess kafka = BrokerProcess.start(home.resolve("broker"))) {
            for (int instances : INSTANCES) {
                List<Drain> drains = drains(home, kafka, instances);
                String what = String.format(
                        Locale.ROOT,
                        "%,d signals, stage 1 on %d instance%s%s: ",
                        options.signals(),
                        instances,
                        instances == 1 ? "" : "s",
                        canPin ? "" : ", not pinned");
                String note = instances < PROCESSORS ? "" : "broker and instances share processors";
                rows.add(row(what + "signals/s", drains, Drain::rate, note).moreIsBetter());
                rows.add(row(what + "CPU µs of the instances per signal", drains, Drain::cpu, ""));
                rows.add(row(what + "CPU µs of the broker per signal", drains, Drain::broker, ""));
            }
        }
        return rows;
    }

    private static Row row(String what, List<Drain> drains, ToDoubleFunction<Drain> figure, String note) {
        List<Double> figures =
                drains.stream().map(drain -> figure.applyAsDouble(drain)).toList();
        return Row.alone(what, Spread.of(figures), note);
    }

    private List<Drain> drains(Path home, BrokerProcess kafka, int instances) throws Exception {
        String installation = "bench-of-" + instances;
        ClusterSettings settings = ClusterSetUp.settings(kafka.address(), installation, home);
        ClusterSetUp.createTopics(settings);
        List<Drain> drains = new ArrayList<>();
        List<AutoCloseable> open = new ArrayList<>();
        try (SignalFeed feed = SignalFeed.open(settings);
                ClusterProgress progress = new ClusterProgress(settings)) {
            List<Node> nodes = new ArrayList<>();
            for (int number = 0; number < instances; number++) {
                Path own = home.resolve(installation + "-" + number);
                nodes.add(Node.start(
                        own,
                        pinned(number % PROCESSORS),
                        StageProgram.class,
                        own.toString(),
                        kafka.address(),
                        installation,
                        Stage.DEVICES.toString()));
            }
            open.addAll(nodes);
            for (int processor = instances; canPin && processor < PROCESSORS; processor++) {
                open.add(spinning(home, processor));
            }
            nodes.forEach(Node::awaitUp);
            progress.awaitShares(Stage.DEVICES.group(settings), instances);
            for (int round = -WARM_UPS * instances; round < options.rounds(); round++) {
                Drain drain = drain(round + WARM_UPS * instances, nodes, kafka, feed, progress);
                Progress.say("%d instances: %s", instances, drain);
                if (round >= 0) {
                    drains.add(drain);
                }
            }
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
        return drains;
    }

    private Drain drain(int fleet, List<Node> nodes, BrokerProcess kafka, SignalFeed feed, ClusterProgress progress) {
        List<Signal> signals =
                ClusterSetUp.signals("fleet" + fleet, options.signals() / ClusterSetUp.SIGNALS_OF_A_DEVICE);
        Duration before = cpu(nodes);
        Duration brokerBefore = kafka.process().cpu();
        long start = System.nanoTime();
        ClusterSetUp.feed(feed, signals);
        progress.awaitRead(Stage.DEVICES);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Drain(
                signals.size() / seconds,
                cpu(nodes).minus(before).toNanos() / 1e3 / signals.size(),
                kafka.process().cpu().minus(brokerBefore).toNanos() / 1e3 / signals.size());
    }

    private static Duration cpu(List<Node> nodes) {
        return nodes.stream().map(node -> node.process().cpu()).reduce(Duration.ZERO, Duration::plus);
    }

    private List<String> pinned(int processor) {
        return canPin ? List.of("taskset", "-c", Integer.toString(processor)) : List.of();
    }

    private Child spinning(Path home, int processor) throws IOException {
        List<String> command = new ArrayList<>(pinned(processor));
        command.addAll(List.of("nice", "-n", "19", "sh", "-c", "while :; do :; done"));
        return Child.start("a loop", command, home);
    }
}
