package io.iotconnectivity.bench;

import io.iotconnectivity.bench.ClusterProgress.Stage;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.SignalFeed;
import io.iotconnectivity.engine.kafka.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Events a second that the incident stage gets through on its one thread, from a backlog that the device stage has written. */
final class ClusterIncidents {
    private static final String INSTALLATION = "bench";
    private static final int WARM_UPS = 2;

    private final Options options;

    ClusterIncidents(Options options) {
        this.options = options;
    }

    List<Row> run(Path directory) throws Exception {
        Path home = directory.resolve("cluster-incidents");
        List<Double> rates = new ArrayList<>();
        int devices = options.signals() / ClusterSetUp.SIGNALS_OF_A_DEVICE;
        try (BrokerProcess kafka = BrokerProcess.start(home.resolve("broker"))) {
            ClusterSettings settings = ClusterSetUp.settings(kafka.address(), INSTALLATION, home);
            ClusterSetUp.createTopics(settings);
            try (Node node = Node.start(
                            home.resolve("node"),
                            List.of(),
                            StageProgram.class,
                            home.toString(),
                            kafka.address(),
                            INSTALLATION,
                            Stage.INCIDENTS.toString(),
                            Stage.DEVICES.toString());
                    SignalFeed feed = SignalFeed.open(settings);
                    ClusterProgress progress = new ClusterProgress(settings)) {
                node.awaitUp();
                for (int round = -WARM_UPS; round < options.rounds(); round++) {
                    node.tell("pause");
                    Map<TopicPartition, Long> before = progress.ends(Topics.CASES_IN);
                    ClusterSetUp.feed(feed, ClusterSetUp.signals("fleet" + (round + WARM_UPS), devices));
                    progress.awaitRead(Stage.DEVICES);
                    long events = progress.records(Topics.CASES_IN, before);
                    Duration cpu = node.process().cpu();
                    long start = System.nanoTime();
                    node.tell("resume");
                    progress.awaitRead(Stage.INCIDENTS);
                    double rate = events / ((System.nanoTime() - start) / 1e9);
                    Progress.say(
                            "stage 2 gets through %,d events at %,.0f a second, %.0f µs CPU each",
                            events, rate, node.process().cpu().minus(cpu).toNanos() / 1e3 / events);
                    if (round >= 0) {
                        rates.add(rate);
                    }
                }
            }
        }
        String what = String.format(Locale.ROOT, "stage 2 on one thread, %,d signals: events/s", options.signals());
        return List.of(Row.alone(what, Spread.of(rates), "").moreIsBetter());
    }
}
