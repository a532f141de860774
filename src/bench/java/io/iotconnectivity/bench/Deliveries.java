package io.iotconnectivity.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Deliveries a second to one webhook that gets everything about devices, against a loop that posts the same bodies to the same
 * receiver with as many requests at a time.
 *
 * <p>The receiver answers nobody until the product has taken in a whole turn of the fleet, so that the product does nothing but
 * deliver while it is measured.
 */
final class Deliveries {
    private static final int DEVICES = 5_000;

    /** Of each disconnect a {@code device.signal} and a {@code device.offline}, of each connect likewise. */
    private static final int A_TURN = 2 * DEVICES;

    /** What {@code sink.webhook-….concurrency} is by default. */
    private static final int CONCURRENCY = 8;

    /** A webhook gives up after 10 s. */
    private static final Duration MOST_HELD = Duration.ofSeconds(8);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** The ends are left out: the first deliveries were held back, the last ones keep fewer connections busy. */
    private static final double FROM = 0.1;

    private static final double TO = 0.95;

    private final Options options;

    Deliveries(Options options) {
        this.options = options;
    }

    /** @param cpu microseconds of CPU a delivery */
    private record Run(double perSecond, double cpu) {}

    List<Row> run(Path directory) throws Exception {
        List<Run> products = new ArrayList<>();
        List<Run> bares = new ArrayList<>();
        Path bodies = directory.resolve("bodies");
        try (Desk desk = new Desk();
                LocalBroker broker = LocalBroker.start(directory);
                Publisher publisher = new Publisher(broker.url());
                Product product = Product.start(directory.resolve("webhook"), broker, settings(desk));
                Bare bare = Bare.poster(directory, desk.url(), CONCURRENCY, bodies)) {
            product.awaitUp();
            bare.awaitUp();
            Fleet fleet = new Fleet("device", DEVICES);
            // The first connects lead to a signal each: a device that is new is no news.
            publisher.publish(DEVICES, fleet::next);
            await(product, desk, DEVICES);
            desk.clear();
            // One more round before what counts, until the JVMs have compiled what matters.
            for (int round = -1; round < options.rounds(); round++) {
                Run watched = deliver(product, publisher, fleet, desk, bodies);
                Run posted = post(bare, desk);
                Progress.say("product %,.0f deliveries/s, bare %,.0f", watched.perSecond, posted.perSecond);
                if (round >= 0) {
                    products.add(watched);
                    bares.add(posted);
                }
            }
        }
        return List.of(
                row("webhook deliveries/s, " + CONCURRENCY + " in parallel", products, bares, Run::perSecond)
                        .moreIsBetter(),
                row("CPU µs per delivery", products, bares, Run::cpu));
    }

    private static Run deliver(Product product, Publisher publisher, Fleet fleet, Desk desk, Path bodies)
            throws IOException {
        long acked = product.acked();
        long heldSince = System.nanoTime();
        desk.hold();
        publisher.publish(DEVICES, fleet::next);
        await(product, () -> product.acked() >= acked + DEVICES || System.nanoTime() - heldSince > MOST_HELD.toNanos());
        Duration cpu = product.process().cpu();
        desk.release();
        await(product, desk, A_TURN);
        Duration spent = product.process().cpu().minus(cpu);
        Files.write(bodies, desk.bodies());
        return new Run(desk.takeRate(FROM, TO), micros(spent));
    }

    private static Run post(Bare bare, Desk desk) {
        Duration cpu = bare.process().cpu();
        bare.go();
        await(bare, desk, A_TURN);
        Duration spent = bare.process().cpu().minus(cpu);
        return new Run(desk.takeRate(FROM, TO), micros(spent));
    }

    private static double micros(Duration spent) {
        return spent.toNanos() / 1e3 / A_TURN;
    }

    private static void await(Contender contender, Desk desk, int requests) {
        await(contender, () -> desk.count() >= requests);
    }

    private static void await(Contender contender, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw contender.process().failure("did not deliver everything");
            }
            Pause.of(BETWEEN_LOOKS);
        }
    }

    private static Row row(String what, List<Run> products, List<Run> bares, ToDoubleFunction<Run> figure) {
        List<Double> product =
                products.stream().map(run -> figure.applyAsDouble(run)).toList();
        List<Double> bare = bares.stream().map(run -> figure.applyAsDouble(run)).toList();
        return Row.compared(what, Spread.of(product), Spread.of(bare), Spread.ofRatios(product, bare), "");
    }

    private static Map<String, String> settings(Desk desk) {
        return Map.of(
                "settle", "0s",
                "policy.CONNECTION_LOST.grace", "0s",
                "webhook.bench.url", desk.url(),
                "webhook.bench.events", "device.*",
                "webhook.bench.allow-private", "true");
    }
}
