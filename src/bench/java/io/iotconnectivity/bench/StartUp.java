package io.iotconnectivity.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/**
 * Seconds from the start of the process until it is subscribed and, the product, says that it is healthy; and the memory that it
 * holds then, with nothing to do.
 */
final class StartUp {
    private static final Duration SETTLES = Duration.ofSeconds(3);
    private static final double MEGABYTE = 1 << 20;
    private static final double MOST_MEGABYTES = 140;

    /** Java 25 prepares more than classes. */
    private static final double MOST_SECONDS = Runtime.version().feature() >= 25 ? 1.5 : 2.0;

    private final Options options;

    StartUp(Options options) {
        this.options = options;
    }

    /** What was measured of one way to start. */
    private record Starts(List<Double> seconds, List<Double> cpuSeconds, List<Double> megabytes) {
        Starts() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void add(Duration start, Child process) {
            seconds.add(start.toMillis() / 1e3);
            cpuSeconds.add(process.cpu().toMillis() / 1e3);
            Pause.of(SETTLES);
            megabytes.add(process.residentBytes() / MEGABYTE);
        }

        double last() {
            return seconds.get(seconds.size() - 1);
        }
    }

    List<Row> run(Path directory) throws Exception {
        Starts plain = new Starts();
        Starts prepared = new Starts();
        Starts bare = new Starts();
        Release release = Release.unpack(directory);
        try (LocalBroker broker = LocalBroker.start(directory)) {
            for (int start = 0; start < options.starts(); start++) {
                try (Product product = Product.start(directory.resolve("start"), broker, Map.of())) {
                    add(plain, product);
                }
                try (Product product = Product.start(release, directory.resolve("start"), broker)) {
                    add(prepared, product);
                }
                try (Bare client = Bare.consumer(directory, broker, "$aws/events/presence/#")) {
                    client.awaitUp();
                    bare.add(client.process().sinceStart(), client.process());
                }
                Progress.say(
                        "product subscribed after %.2f s, with its archive of classes after %.2f s, bare after %.2f s",
                        plain.last(), prepared.last(), bare.last());
            }
        }
        Compared compared = new Compared(plain, prepared, bare);
        List<Row> rows = new ArrayList<>();
        rows.addAll(compared.rows(
                "from process start to subscribed, s",
                Starts::seconds,
                median -> "",
                median -> Row.atMost(MOST_SECONDS, "≤ " + MOST_SECONDS, median)));
        rows.addAll(compared.rows("CPU s until then", Starts::cpuSeconds, median -> "", median -> ""));
        rows.addAll(compared.rows("resident MB when idle", Starts::megabytes, StartUp::memory, StartUp::memory));
        return rows;
    }

    private static String memory(double median) {
        return Row.atMost(MOST_MEGABYTES, "≤ " + MOST_MEGABYTES, median);
    }

    /** The ways to start beside each other. */
    private record Compared(Starts plain, Starts prepared, Starts bare) {
        List<Row> rows(
                String what,
                Function<Starts, List<Double>> figure,
                DoubleFunction<String> mark,
                DoubleFunction<String> preparedMark) {
            List<Double> barely = figure.apply(bare);
            return List.of(
                    row(what, figure.apply(plain), barely, mark),
                    row(what + "; from the release, prepared", figure.apply(prepared), barely, preparedMark));
        }

        private static Row row(String what, List<Double> product, List<Double> bare, DoubleFunction<String> mark) {
            Spread spread = Spread.of(product);
            return Row.compared(
                    what, spread, Spread.of(bare), Spread.ofRatios(product, bare), mark.apply(spread.median()));
        }
    }

    private static void add(Starts starts, Product product) {
        product.awaitUp();
        starts.add(product.process().sinceStart(), product.process());
    }
}
