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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * How long the devices of an instance that is lost wait for their news: three products share a steady stream of signals;
 * one is killed, comes back, and another one is told to stop. The longest time from the moment when Kafka has a signal
 * until its event is at a webhook is the pause.
 */
final class ClusterPause {
    private static final String INSTALLATION = "bench";
    private static final String SINK = "news";
    private static final int INSTANCES = 3;
    private static final int PER_SECOND = 100;

    /** So many that each has been told of before its next turn, however long the pause is. */
    private static final int DEVICES = 4_000;

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration BEFORE = Duration.ofSeconds(2);

    /** A lost node's transaction hides what follows for up to 18 s, with Kafka's defaults. */
    private static final Duration AFTER_KILL = Duration.ofSeconds(20);

    private static final Duration AFTER_STOP = Duration.ofSeconds(8);
    private static final double MOST_AFTER_KILL = 15;
    private static final double MOST_AFTER_STOP = 3;

    private final Options options;

    ClusterPause(Options options) {
        this.options = options;
    }

    /** The products, and what they need. */
    private record Cluster(
            Path home,
            BrokerProcess kafka,
            LocalBroker broker,
            Receiver receiver,
            SignalFeed feed,
            ClusterProgress progress,
            Fleet fleet,
            List<Product> products) {

        Product start(int number) throws IOException {
            Path own = home.resolve("product" + number);
            return Product.startOnKafka(
                    own,
                    broker,
                    Map.of(
                            "mqtt.client-id",
                            INSTALLATION,
                            "kafka.bootstrap-servers",
                            kafka.address(),
                            "kafka.application-id",
                            INSTALLATION,
                            "kafka.folder",
                            own.resolve("state").toString(),
                            "policy.CONNECTION_LOST.grace",
                            "0s",
                            "webhook." + SINK + ".url",
                            receiver.url(),
                            "webhook." + SINK + ".events",
                            "device.offline,device.online",
                            "webhook." + SINK + ".allow-private",
                            "true"));
        }

        void awaitShares() {
            products.forEach(product -> product.awaitUp(PATIENCE));
            ClusterSettings settings = ClusterSetUp.settings(kafka.address(), INSTALLATION, home);
            progress.awaitShares(Stage.DEVICES.group(settings), INSTANCES);
            progress.awaitShares(INSTALLATION + "-sink-webhook-" + SINK, INSTANCES);
        }

        /** Feeds signals at a steady rate, and measures how long each takes to arrive. */
        void feed(Duration time) {
            Pace.keep((int) time.toSeconds() * PER_SECOND, PER_SECOND, () -> {
                Signal signal = Signals.of(fleet.next());
                feed.accept(signal)
                        .thenRun(() -> receiver.published(signal.client().value()));
            });
        }

        /** The longest time that news took around the end of a product, in seconds. */
        double pause(int number, Consumer<Product> end, Duration after) throws IOException {
            for (int each = 0; each < INSTANCES; each++) {
                if (!products.get(each).process().isAlive()) {
                    products.get(each).close();
                    products.set(each, start(each));
                }
            }
            awaitShares();
            receiver.take();
            CompletableFuture<Void> feeding = CompletableFuture.runAsync(() -> feed(BEFORE.plus(after)));
            Pause.of(BEFORE);
            end.accept(products.get(number));
            feeding.join();
            ClusterProgress.await("all news to arrive", () -> receiver.missing() == 0);
            Double[] millis = receiver.take();
            return millis[millis.length - 1] / 1e3;
        }
    }

    List<Row> run(Path directory) throws Exception {
        Path home = directory.resolve("cluster-pause");
        List<Double> kills = new ArrayList<>();
        List<Double> stops = new ArrayList<>();
        List<Product> products = new ArrayList<>();
        try (BrokerProcess kafka = BrokerProcess.start(home.resolve("broker"));
                LocalBroker broker = LocalBroker.start(home);
                Receiver receiver = new Receiver();
                SignalFeed feed = SignalFeed.open(ClusterSetUp.settings(kafka.address(), INSTALLATION, home));
                ClusterProgress progress =
                        new ClusterProgress(ClusterSetUp.settings(kafka.address(), INSTALLATION, home))) {
            Cluster cluster =
                    new Cluster(home, kafka, broker, receiver, feed, progress, new Fleet("device", DEVICES), products);
            try {
                for (int number = 0; number < INSTANCES; number++) {
                    products.add(cluster.start(number));
                }
                cluster.awaitShares();
                // The first connects lead to nothing: a device that is new is no news.
                for (int device = 0; device < DEVICES; device++) {
                    feed.accept(Signals.of(cluster.fleet.next()));
                }
                progress.awaitRead(Stage.DEVICES);
                cluster.feed(WARM_UP);
                for (int loss = 0; loss < options.losses(); loss++) {
                    double kill = cluster.pause(
                            loss % INSTANCES, product -> product.process().kill(), AFTER_KILL);
                    double stop = cluster.pause((loss + 1) % INSTANCES, Product::close, AFTER_STOP);
                    Progress.say("after the kill, news came %.1f s late at most, after the stop %.1f s", kill, stop);
                    kills.add(kill);
                    stops.add(stop);
                }
            } finally {
                products.forEach(Product::close);
            }
        }
        return List.of(row("kill -9", MOST_AFTER_KILL, kills), row("SIGTERM", MOST_AFTER_STOP, stops));
    }

    private static Row row(String how, double most, List<Double> seconds) {
        Spread pauses = Spread.of(seconds);
        return Row.alone(
                String.format(
                        Locale.ROOT,
                        "%s of one of %d instances at %d signals/s: s from a signal to its event at a webhook, longest",
                        how,
                        INSTANCES,
                        PER_SECOND),
                pauses,
                Row.atMost(most, "≤ " + Spread.plain(most) + " s", pauses.max()));
    }
}
