package io.iotconnectivity.bench;

import io.iotconnectivity.bench.ClusterProgress.Stage;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a signal costs the engine on Kafka, part by part, beside the embedded engine, which takes in the same signals in
 * turns with it. Sinks and view of the engine on Kafka read what the stages have written after these have come to rest,
 * so the broker's work for each can be told apart.
 */
final class ClusterCpu {
    private static final String INSTALLATION = "bench";

    /** So many fleets go by before the JVMs have compiled what matters. */
    private static final int WARM_UPS = 3;

    private static final double MOST = 2.5;

    private final Options options;
    private final int devices;
    private final int signals;

    ClusterCpu(Options options) {
        this.options = options;
        this.devices = options.signals() / ClusterSetUp.SIGNALS_OF_A_DEVICE;
        this.signals = devices * ClusterSetUp.SIGNALS_OF_A_DEVICE;
    }

    /** CPU so far, or in a time, of the process of an engine and of its threads, and of the broker. */
    private record Usage(Duration engine, Map<String, Duration> threads, Duration broker) {
        Usage since(Usage before) {
            Map<String, Duration> spent = new HashMap<>();
            threads.forEach((thread, time) ->
                    spent.put(thread, time.minus(before.threads.getOrDefault(thread, Duration.ZERO))));
            return new Usage(engine.minus(before.engine), spent, broker.minus(before.broker));
        }

        Duration of(String... names) {
            return threads.entrySet().stream()
                    .filter(thread -> List.of(names).stream().anyMatch(thread.getKey()::contains))
                    .map(Map.Entry::getValue)
                    .reduce(Duration.ZERO, Duration::plus);
        }
    }

    /** One fleet at the engine on Kafka, and at the embedded one. */
    private record Round(Usage stages, Usage sinks, Usage view, Duration embedded) {
        Duration both() {
            return stages.engine.plus(stages.broker);
        }
    }

    List<Row> run(Path directory) throws Exception {
        Path home = directory.resolve("cluster-cpu");
        List<Round> rounds = new ArrayList<>();
        try (BrokerProcess kafka = BrokerProcess.start(home.resolve("broker"));
                Node embedded = embedded(home.resolve("embedded"));
                Node node = node(home.resolve("node"), kafka);
                ClusterProgress progress =
                        new ClusterProgress(ClusterSetUp.settings(kafka.address(), INSTALLATION, home))) {
            embedded.awaitUp();
            node.awaitUp();
            // A sink gets what comes after it has first been attached.
            node.tell("attach");
            ClusterProgress.await("the sink to be known", () -> progress.holds(Topics.SINKS));
            node.tell("detach");
            for (int round = -WARM_UPS; round < options.rounds(); round++) {
                Round one = round(round, kafka, node, embedded, progress);
                Progress.say(
                        "a signal costs the stages %.0f µs and the broker %.0f; the embedded engine %.0f",
                        each(one.stages.engine), each(one.stages.broker), each(one.embedded));
                if (round >= 0) {
                    rounds.add(one);
                }
            }
        }
        return rows(rounds);
    }

    private static Node embedded(Path home) throws Exception {
        return Node.start(home, List.of(), EngineProgram.class, home.toString());
    }

    private static Node node(Path home, BrokerProcess kafka) throws Exception {
        return Node.start(home, List.of(), EngineProgram.class, home.toString(), kafka.address(), INSTALLATION);
    }

    private Round round(int round, BrokerProcess kafka, Node node, Node embedded, ClusterProgress progress) {
        for (Node each : List.of(node, embedded)) {
            each.tell("prepare?fleet" + (round + WARM_UPS) + "," + devices);
        }
        boolean embeddedFirst = round % 2 == 0;
        Duration first = embeddedFirst ? feed(embedded) : Duration.ZERO;
        Usage start = usage(node, kafka);
        feed(node);
        progress.awaitRest();
        Usage stages = usage(node, kafka).since(start);
        Duration last = embeddedFirst ? Duration.ZERO : feed(embedded);

        start = usage(node, kafka);
        node.tell("attach");
        progress.awaitDelivered(EngineProgram.SINK);
        Usage sinks = usage(node, kafka).since(start);
        node.tell("detach");

        start = usage(node, kafka);
        node.tell("view");
        ClusterProgress.await("the view to have everything", () -> Boolean.parseBoolean(node.tell("seen")));
        Usage view = usage(node, kafka).since(start);
        node.tell("close-view");
        return new Round(stages, sinks, view, first.plus(last));
    }

    /** Returns the CPU of the process until everything is durable. */
    private Duration feed(Node node) {
        Duration before = node.process().cpu();
        long due = durable(node) + signals;
        node.tell("feed");
        ClusterProgress.await("all signals to be durable", () -> durable(node) >= due);
        return node.process().cpu().minus(before);
    }

    private static long durable(Node node) {
        return Long.parseLong(node.tell("durable"));
    }

    private static Usage usage(Node node, BrokerProcess kafka) {
        Map<String, Duration> threads = new HashMap<>();
        node.tell("threads").lines().forEach(line -> {
            int tab = line.lastIndexOf('\t');
            threads.merge(
                    line.substring(0, tab), Duration.ofNanos(Long.parseLong(line.substring(tab + 1))), Duration::plus);
        });
        return new Usage(node.process().cpu(), threads, kafka.process().cpu());
    }

    /** Microseconds a signal, which is also seconds a million of them. */
    private double each(Duration time) {
        return time.toNanos() / 1e3 / signals;
    }

    private List<Row> rows(List<Round> rounds) {
        ClusterSettings settings = ClusterSetUp.settings("", INSTALLATION, Path.of(""));
        String[] devicesStage = Stage.DEVICES.threads(settings);
        String[] incidentsStage = Stage.INCIDENTS.threads(settings);
        String[] intake = {EngineProgram.FEEDER, "signal-log", "| producer-"};
        String what = String.format(Locale.ROOT, "%,d signals; CPU s per million of them: ", signals);
        List<Double> both = figures(rounds, round -> each(round.both()));
        List<Double> embedded = figures(rounds, round -> each(round.embedded));
        Spread ratio = Spread.ofRatios(both, embedded);
        List<Row> rows = new ArrayList<>();
        rows.add(Row.compared(
                what + "both stages and the broker; bare: the embedded engine",
                Spread.of(both),
                Spread.of(embedded),
                ratio,
                Row.atMost(MOST, "ratio ≤ " + MOST, ratio.median())));
        rows.add(row(what + "stage 1", rounds, round -> each(round.stages.of(devicesStage))));
        rows.add(row(what + "stage 2", rounds, round -> each(round.stages.of(incidentsStage))));
        rows.add(row(what + "taking in", rounds, round -> each(round.stages.of(intake))));
        rows.add(row(
                what + "JIT, garbage collection and RocksDB of their process",
                rounds,
                round -> each(round.stages.engine)
                        - each(round.stages.of(devicesStage))
                        - each(round.stages.of(incidentsStage))
                        - each(round.stages.of(intake))));
        rows.add(row(what + "the broker for the stages", rounds, round -> each(round.stages.broker)));
        // Idle stages, too, commit and look for deadlines.
        ToDoubleFunction<Usage> reading =
                usage -> each(usage.engine) - each(usage.of(devicesStage)) - each(usage.of(incidentsStage));
        rows.add(row(what + "a sink for every event", rounds, round -> reading.applyAsDouble(round.sinks)));
        rows.add(row(what + "the broker for the sink", rounds, round -> each(round.sinks.broker)));
        rows.add(row(what + "the view, from opening it", rounds, round -> reading.applyAsDouble(round.view)));
        rows.add(row(what + "the broker for the view", rounds, round -> each(round.view.broker)));
        return rows;
    }

    private static Row row(String what, List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Row.alone(what, Spread.of(figures(rounds, figure)), "");
    }

    private static List<Double> figures(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return rounds.stream().map(round -> figure.applyAsDouble(round)).toList();
    }
}
