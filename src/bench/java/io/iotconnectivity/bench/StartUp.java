package io.iotconnectivity.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Seconds from the start of the process until it is subscribed and, the product, says that it is healthy. */
final class StartUp {
    private final Options options;

    StartUp(Options options) {
        this.options = options;
    }

    List<Row> run(Path directory) throws Exception {
        List<Double> products = new ArrayList<>();
        List<Double> bares = new ArrayList<>();
        try (LocalBroker broker = LocalBroker.start(directory)) {
            for (int start = 0; start < options.starts(); start++) {
                try (Product product = Product.start(directory.resolve("start"), broker, Map.of())) {
                    product.awaitUp();
                    products.add(product.process().sinceStart().toMillis() / 1e3);
                }
                try (Bare bare = Bare.consumer(directory, broker, "$aws/events/presence/#")) {
                    bare.awaitUp();
                    bares.add(bare.process().sinceStart().toMillis() / 1e3);
                }
                Progress.say(
                        "product subscribed after %.2f s, bare after %.2f s", products.get(start), bares.get(start));
            }
        }
        Spread seconds = Spread.of(products);
        return List.of(Row.compared(
                "process start to subscribed, s",
                seconds,
                Spread.of(bares),
                Spread.ofRatios(products, bares),
                Row.atMost(4, "≤ 4 s", seconds.median())));
    }
}
