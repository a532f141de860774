package io.iotconnectivity.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Events a second, each durable and acknowledged, from a backlog that the broker holds for both contenders.
 *
 * <p>Both stay connected and warm through all rounds. While a backlog is built up, and while the other one drains its copy
 * of it, a contender is stopped by a signal, so that each has the machine to itself.
 */
final class Throughput {
    private static final Duration BETWEEN_SAMPLES = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The ends of a drain are left out: the first messages lie in buffers, the last make no full batches. */
    private static final double FROM = 0.1;

    private static final double TO = 0.95;
    private static final int THREADS_SHOWN = 8;

    /** So many backlogs go by before the JVMs have compiled what matters. */
    private static final int WARM_UPS = 2;

    private final Options options;
    private final List<String> notes = new ArrayList<>();

    Throughput(Options options) {
        this.options = options;
    }

    /**
     * One backlog, drained.
     *
     * @param cpu       microseconds of CPU an event
     * @param cpuByThread the same, by threads
     */
    private record Drain(double eventsPerSecond, double cpu, Map<String, Double> cpuByThread) {}

    private record Sample(long at, long acked) {}

    List<Row> run(Path directory) throws Exception {
        List<Drain> products = new ArrayList<>();
        List<Drain> bares = new ArrayList<>();
        try (LocalBroker broker = LocalBroker.start(directory);
                Publisher publisher = new Publisher(broker.url());
                Product product = Product.start(directory.resolve("throughput"), broker, Map.of());
                Bare bare = Bare.consumer(directory, broker, "$aws/events/presence/#")) {
            product.awaitUp();
            bare.awaitUp();
            Fleet fleet = new Fleet("device", options.devices());
            for (int round = 0; round < WARM_UPS + options.rounds(); round++) {
                product.process().pause();
                bare.process().pause();
                publisher.publish(options.events(), fleet::next);
                boolean productFirst = round % 2 == 0;
                Drain first = drain(productFirst ? product : bare, round);
                Drain second = drain(productFirst ? bare : product, round);
                if (round >= WARM_UPS) {
                    products.add(productFirst ? first : second);
                    bares.add(productFirst ? second : first);
                }
            }
            product.process().resume();
            notes.add(byThread("product", products));
            notes.add(byThread("bare", bares));
            notes.addAll(product.metrics("iotc_store_"));
        }
        Spread ratio = ratio(products, bares, Drain::eventsPerSecond);
        Spread cpu = spread(products, Drain::cpu);
        return List.of(
                Row.compared(
                                "events/s, durable and acknowledged",
                                spread(products, Drain::eventsPerSecond),
                                spread(bares, Drain::eventsPerSecond),
                                ratio,
                                Row.atLeast(0.6, "ratio ≥ 0.6", ratio.median()))
                        .moreIsBetter(),
                Row.compared(
                        "CPU µs per event",
                        cpu,
                        spread(bares, Drain::cpu),
                        ratio(products, bares, Drain::cpu),
                        Row.atMost(90, "≤ 90", cpu.median())));
    }

    private static Spread spread(List<Drain> drains, ToDoubleFunction<Drain> figure) {
        return Spread.of(figures(drains, figure));
    }

    private static Spread ratio(List<Drain> products, List<Drain> bares, ToDoubleFunction<Drain> figure) {
        return Spread.ofRatios(figures(products, figure), figures(bares, figure));
    }

    private static List<Double> figures(List<Drain> drains, ToDoubleFunction<Drain> figure) {
        return drains.stream().map(drain -> figure.applyAsDouble(drain)).toList();
    }

    /** The threads that take most, with the mean of the rounds. */
    private static String byThread(String name, List<Drain> drains) {
        Map<String, Double> sums = new TreeMap<>();
        drains.forEach(drain -> drain.cpuByThread().forEach((thread, cpu) -> sums.merge(thread, cpu, Double::sum)));
        return name + ", CPU µs an event by thread: "
                + sums.entrySet().stream()
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .limit(THREADS_SHOWN)
                        .map(thread -> thread.getKey() + " " + Spread.plain(thread.getValue() / drains.size()))
                        .collect(Collectors.joining(", "));
    }

    /** Where the time goes. */
    List<String> notes() {
        return notes;
    }

    private Drain drain(Contender contender, int round) {
        Child process = contender.process();
        Duration cpuBefore = process.cpu();
        Map<String, Duration> threadsBefore = process.cpuByThread();
        // Not what the first sample says: there may be acknowledgements before it.
        long start = (long) round * options.events();
        process.resume();
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(System.nanoTime(), contender.acked()));
        while (last(samples).acked() < start + options.events()) {
            Pause.of(BETWEEN_SAMPLES);
            samples.add(new Sample(System.nanoTime(), contender.acked()));
            if (last(samples).at() - samples.get(0).at() > PATIENCE.toNanos()) {
                throw process.failure("acknowledged " + (last(samples).acked() - start) + " of " + options.events());
            }
        }
        Duration cpu = process.cpu().minus(cpuBefore);
        Map<String, Double> threads = new TreeMap<>();
        process.cpuByThread()
                .forEach((thread, time) -> threads.put(
                        thread, microsAnEvent(time.minus(threadsBefore.getOrDefault(thread, Duration.ZERO)))));
        process.pause();
        double seconds =
                (timeOf(start + TO * options.events(), samples) - timeOf(start + FROM * options.events(), samples))
                        / 1e9;
        Drain drain = new Drain((TO - FROM) * options.events() / seconds, microsAnEvent(cpu), threads);
        Progress.say("%s drains %,.0f events/s at %.0f µs CPU", contender.name(), drain.eventsPerSecond(), drain.cpu());
        return drain;
    }

    private double microsAnEvent(Duration time) {
        return time.toNanos() / 1e3 / options.events();
    }

    private static Sample last(List<Sample> samples) {
        return samples.get(samples.size() - 1);
    }

    /** When the count was reached, on a straight line between the samples around it. */
    private static double timeOf(double count, List<Sample> samples) {
        int after = 1;
        while (samples.get(after).acked() < count) {
            after++;
        }
        Sample from = samples.get(after - 1);
        Sample to = samples.get(after);
        return from.at() + (count - from.acked()) / (to.acked() - from.acked()) * (to.at() - from.at());
    }
}
