package io.iotconnectivity.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a device that is connected takes on the heap and on disk: a full product less an empty one. */
final class Footprint {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Options options;

    Footprint(Options options) {
        this.options = options;
    }

    List<Row> run(Path directory) throws Exception {
        int devices = options.fleet();
        Path home = directory.resolve("footprint");
        try (LocalBroker broker = LocalBroker.start(directory);
                Publisher publisher = new Publisher(broker.url())) {
            long heap;
            long file;
            Product product = Product.start(home, broker, Map.of());
            try (product) {
                product.awaitUp();
                long emptyHeap = product.heap();
                publisher.publish(devices, new Fleet("device", devices)::next);
                awaitDevices(product, devices);
                heap = product.heap() - emptyHeap;
                Progress.say("%,d devices on %,d MB of heap", devices, product.heap() >> 20);
            }
            // Closed, because the log beside the file is folded into it then.
            file = product.fileSize();
            String at = String.format(Locale.ROOT, " a device, of %,d", devices);
            double heapOfOne = (double) heap / devices;
            return List.of(
                    Row.alone("heap bytes" + at, Spread.plain(heapOfOne), Row.atMost(1024, "≤ 1024", heapOfOne)),
                    Row.alone("file bytes" + at + " with one event each", Spread.plain((double) file / devices), ""));
        }
    }

    private static void awaitDevices(Product product, int devices) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (product.devices() < devices) {
            if (System.nanoTime() > deadline) {
                throw product.process().failure("knows " + product.devices() + " of " + devices + " devices");
            }
            Pause.of(Duration.ofMillis(500));
        }
    }
}
