package io.iotconnectivity.bench;

import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.KafkaEngine;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.signal.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The time from handing a signal to one of three nodes until it is acknowledged, and until the event that it leads to is
 * at a sink, at a steady rate and without grace. The nodes take turns, and are in the JVM of the benchmarks, whose clock
 * measures both ends.
 */
final class ClusterLatency {
    private static final String INSTALLATION = "bench";
    private static final int NODES = 3;
    private static final int PARTITIONS_DELIVERED_AT_ONCE = 12;

    /** So many that none counts as flapping, and each has been told of before its next turn. */
    private static final int DEVICES = 6_000;

    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Duration STRAGGLERS = Duration.ofSeconds(20);
    private static final Set<EventType> NEWS = Set.of(EventType.DEVICE_OFFLINE, EventType.DEVICE_ONLINE);

    private final Options options;
    private final Arrivals acknowledged = new Arrivals();
    private final Arrivals visible = new Arrivals();
    private final Fleet fleet = new Fleet("device", DEVICES);

    ClusterLatency(Options options) {
        this.options = options;
    }

    /** Percentiles of the rounds. */
    private record Figures(List<Double> p50, List<Double> p99) {
        Figures() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(Double[] millis) {
            p50.add(Arrivals.percentile(millis, 0.50));
            p99.add(Arrivals.percentile(millis, 0.99));
        }

        List<Row> rows(String what) {
            return List.of(
                    Row.alone(what + ", p50 ms", Spread.of(p50), ""), Row.alone(what + ", p99 ms", Spread.of(p99), ""));
        }
    }

    List<Row> run(Path directory) throws Exception {
        Path home = directory.resolve("cluster-latency");
        Figures acks = new Figures();
        Figures events = new Figures();
        List<KafkaEngine> nodes = new ArrayList<>();
        try (BrokerProcess kafka = BrokerProcess.start(home.resolve("broker"))) {
            try {
                for (int number = 0; number < NODES; number++) {
                    nodes.add(ClusterSetUp.node(
                            ClusterSetUp.settings(kafka.address(), INSTALLATION, home.resolve("node" + number))));
                }
                nodes.forEach(this::attach);
                awaitShares(ClusterSetUp.settings(kafka.address(), INSTALLATION, home));
                // The first connects lead to nothing: a device that is new is no news.
                send(nodes, DEVICES);
                visible.take();
                measure(nodes, WARM_UP);
                acknowledged.take();
                visible.take();
                for (int round = 0; round < options.rounds(); round++) {
                    measure(nodes, Duration.ofSeconds(options.seconds()));
                    Double[] acked = acknowledged.take();
                    Double[] seen = visible.take();
                    acks.add(acked);
                    events.add(seen);
                    Progress.say(
                            "acknowledged p50 %.1f ms, p99 %.1f ms; visible p50 %.1f ms, p99 %.1f ms of %,d",
                            Arrivals.percentile(acked, 0.50),
                            Arrivals.percentile(acked, 0.99),
                            Arrivals.percentile(seen, 0.50),
                            Arrivals.percentile(seen, 0.99),
                            seen.length);
                }
            } finally {
                nodes.forEach(KafkaEngine::close);
            }
        }
        String what = options.rate() + " signals/s at three instances in one JVM: ";
        List<Row> rows = new ArrayList<>(acks.rows(what + "acknowledged"));
        rows.addAll(events.rows(what + "event at a sink"));
        return rows;
    }

    private void attach(KafkaEngine node) {
        Sink sink = new Sink(
                "bench", event -> NEWS.contains(event.type()), 10, PARTITIONS_DELIVERED_AT_ONCE, Optional.empty());
        node.attach(sink, (events, attempt, receipt) -> {
            events.forEach(event -> event.device().ifPresent(device -> visible.arrived(device.clientId())));
            return Receipt.NONE;
        });
    }

    private static void awaitShares(ClusterSettings settings) {
        try (ClusterProgress progress = new ClusterProgress(settings)) {
            progress.awaitShares(ClusterProgress.Stage.DEVICES.group(settings), NODES);
            ClusterProgress.await("the sink to be known", () -> progress.holds(Topics.SINKS));
        }
    }

    private void measure(List<KafkaEngine> nodes, Duration time) {
        send(nodes, (int) (time.toSeconds() * options.rate()));
        long deadline = System.nanoTime() + STRAGGLERS.toNanos();
        while (visible.missing() > 0 && System.nanoTime() < deadline) {
            Pause.of(Duration.ofMillis(20));
        }
        if (visible.missing() > 0) {
            Progress.say("%,d events did not arrive", visible.missing());
        }
    }

    private void send(List<KafkaEngine> nodes, int signals) {
        Iterator<KafkaEngine> turns =
                Stream.generate(() -> nodes).flatMap(List::stream).iterator();
        Pace.keep(signals, options.rate(), () -> {
            Signal signal = Signals.of(fleet.next());
            String client = signal.client().value();
            acknowledged.published(client);
            visible.published(client);
            turns.next().accept(signal).thenRun(() -> acknowledged.arrived(client));
        });
    }
}
