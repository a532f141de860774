package io.iotconnectivity.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a device takes on the heap and on disk, and what an event of its history takes on disk.
 *
 * <p>The fleet connects, is lost, and connects; then it goes and comes some more times. In the end each row says the same as after
 * the first part, so that the file has grown by the events alone. The rest of the file of the first part is devices.
 */
final class Footprint {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int TURNS = 3;
    private static final int MORE_TURNS = 4;
    private static final double MOST_HEAP = 1024;
    private static final double MOST_OF_DEVICE = 400;
    private static final double MOST_OF_EVENT = 150;

    private final Options options;

    Footprint(Options options) {
        this.options = options;
    }

    /**
     * @param heap   bytes that the devices take
     * @param file   bytes of the file once it is closed
     * @param events that were written to it meanwhile
     */
    private record Part(long heap, long file, long events) {}

    List<Row> run(Path directory) throws Exception {
        int devices = options.fleet();
        Fleet fleet = new Fleet("device", devices);
        try (LocalBroker broker = LocalBroker.start(directory);
                Publisher publisher = new Publisher(broker.url())) {
            Path home = directory.resolve("footprint");
            Part first = part(home, broker, publisher, fleet, TURNS);
            Part second = part(home, broker, publisher, fleet, MORE_TURNS);
            double ofEvent = (double) (second.file - first.file) / second.events;
            double ofDevice = (first.file - first.events * ofEvent) / devices;
            double heap = (double) first.heap / devices;
            Progress.say(
                    "file of %,d bytes with %,d events, then %,d bytes with %,d more",
                    first.file, first.events, second.file, second.events);
            String at = String.format(Locale.ROOT, ", with %,d devices", devices);
            return List.of(
                    Row.alone("heap bytes per device" + at, heap, Row.atMost(MOST_HEAP, "≤ 1024", heap)),
                    Row.alone("file bytes per device" + at, ofDevice, Row.atMost(MOST_OF_DEVICE, "≤ 400", ofDevice)),
                    Row.alone(
                            "file bytes per event of history" + at,
                            ofEvent,
                            Row.atMost(MOST_OF_EVENT, "≤ 150", ofEvent)));
        }
    }

    /** Ends with all devices connected. */
    private Part part(Path home, LocalBroker broker, Publisher publisher, Fleet fleet, int turns) throws IOException {
        int devices = options.fleet();
        long events;
        long heap;
        Product product = Product.start(home, broker, settings());
        try (product) {
            product.awaitUp();
            long before = product.heap();
            boolean isConnect = product.devices() == 0;
            for (int turn = 0; turn < turns; turn++) {
                publisher.publish(devices, fleet::next);
                String state = isConnect ? "ONLINE" : "OFFLINE";
                await(product, state, () -> product.devices(state) == devices);
                isConnect = !isConnect;
            }
            heap = product.heap() - before;
            events = product.eventsWritten();
        }
        return new Part(heap, Product.fileSize(home), events);
    }

    private static void await(Product product, String state, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw product.process().failure("has " + product.devices(state) + " devices that are " + state);
            }
            Pause.of(Duration.ofMillis(500));
        }
    }

    /** The whole fleet is one group: that it is lost at once is one incident, and no device has a case of its own in the end. */
    private static Map<String, String> settings() {
        return Map.of("settle", "0s", "policy.CONNECTION_LOST.grace", "0s");
    }
}
