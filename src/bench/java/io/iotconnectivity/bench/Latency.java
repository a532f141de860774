package io.iotconnectivity.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The time from the publication of an event to the arrival of what it leads to at a webhook, at a steady rate and without grace: every
 * disconnect leads to a {@code device.offline}, every connect to a {@code device.online}, and each event to one post of the
 * bare forwarder.
 *
 * <p>Each contender listens to topics of its own, so that the other one rests meanwhile.
 */
final class Latency {
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration STRAGGLERS = Duration.ofSeconds(10);
    private static final int DEVICES = 2_000;

    private final Options options;

    Latency(Options options) {
        this.options = options;
    }

    private static final class Way {
        private final String name;
        private final Fleet fleet;
        private final List<Double> p50 = new ArrayList<>();
        private final List<Double> p99 = new ArrayList<>();

        private Way(String name) {
            this.name = name;
            this.fleet = new Fleet(name, DEVICES);
        }
    }

    List<Row> run(Path directory) throws Exception {
        Way product = new Way("product");
        Way bare = new Way("bare");
        try (Receiver receiver = new Receiver();
                LocalBroker broker = LocalBroker.start(directory);
                Publisher publisher = new Publisher(broker.url());
                Product watched = Product.start(directory.resolve("latency"), broker, settings(receiver));
                Bare forwarder = Bare.forwarder(directory, broker, "bare/#", receiver.url())) {
            watched.awaitUp();
            forwarder.awaitUp();
            // The first connects lead to nothing: a device that is new is no news.
            publisher.publish("product/", DEVICES, options.rate(), product.fleet::next, event -> {});
            for (Way way : List.of(product, bare)) {
                publish(way, WARM_UP, publisher, receiver);
                receiver.take();
            }
            for (int round = 0; round < options.rounds(); round++) {
                for (Way way : round % 2 == 0 ? List.of(product, bare) : List.of(bare, product)) {
                    publish(way, Duration.ofSeconds(options.seconds()), publisher, receiver);
                    Double[] millis = receiver.take();
                    way.p50.add(Arrivals.percentile(millis, 0.50));
                    way.p99.add(Arrivals.percentile(millis, 0.99));
                    Progress.say(
                            "%s: p50 %.1f ms, p99 %.1f ms of %,d at %,d events/s",
                            way.name,
                            Arrivals.percentile(millis, 0.50),
                            Arrivals.percentile(millis, 0.99),
                            millis.length,
                            options.rate());
                }
            }
        }
        String what = "publish to webhook at " + options.rate() + " events/s, ms, ";
        return List.of(
                row(what + "p50", product.p50, bare.p50, ""),
                row(
                        what + "p99",
                        product.p99,
                        bare.p99,
                        Row.atMost(
                                2,
                                "ratio ≤ 2",
                                Spread.ofRatios(product.p99, bare.p99).median())));
    }

    private static Map<String, String> settings(Receiver receiver) {
        return Map.of(
                "presence.topic", "product/#",
                "settle", "0s",
                "policy.CONNECTION_LOST.grace", "0s",
                "webhook.bench.url", receiver.url(),
                "webhook.bench.allow-private", "true");
    }

    private void publish(Way way, Duration time, Publisher publisher, Receiver receiver) {
        int events = (int) (time.toSeconds() * options.rate());
        publisher.publish(
                way.name + "/", events, options.rate(), way.fleet::next, event -> receiver.published(event.clientId()));
        long deadline = System.nanoTime() + STRAGGLERS.toNanos();
        while (receiver.missing() > 0 && System.nanoTime() < deadline) {
            Pause.of(Duration.ofMillis(20));
        }
        if (receiver.missing() > 0) {
            Progress.say("%s: %,d of %,d did not arrive", way.name, receiver.missing(), events);
        }
    }

    private static Row row(String what, List<Double> product, List<Double> bare, String mark) {
        return Row.compared(what, Spread.of(product), Spread.of(bare), Spread.ofRatios(product, bare), mark);
    }
}
