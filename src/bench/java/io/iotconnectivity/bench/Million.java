package io.iotconnectivity.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Restarts with a million devices, which are all listed: how long until it is ready, and whether a gigabyte of heap is enough. */
final class Million {
    private static final double MOST_SECONDS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Options options;

    Million(Options options) {
        this.options = options;
    }

    List<Row> run(Path directory) throws Exception {
        int devices = options.largeFleet();
        Path home = Files.createDirectories(directory.resolve("million"));
        fill(FilledStore.class, home, devices);
        List<Double> seconds = new ArrayList<>();
        List<Double> megabytes = new ArrayList<>();
        long listed = 0;
        try (LocalBroker broker = LocalBroker.start(directory)) {
            for (int start = 0; start < options.rounds(); start++) {
                try (Product product = Product.start(home, broker, Map.of(), List.of("-Xmx1g"))) {
                    product.awaitUp(PATIENCE);
                    seconds.add(product.process().sinceStart().toMillis() / 1e3);
                    megabytes.add((double) (product.heap() >> 20));
                    if (start == 0) {
                        listed = listed(product);
                    }
                    Progress.say(
                            "%,d devices are ready after %.1f s, with %.0f MB on the heap, %.0f MB resident",
                            product.devices(),
                            seconds.get(start),
                            megabytes.get(start),
                            product.process().residentBytes() / (1 << 20));
                }
            }
        }
        String what = String.format(Locale.ROOT, "%,d devices, -Xmx1g; ", devices);
        Spread start = Spread.of(seconds);
        return List.of(
                Row.alone(what + "s from restart to ready", start, Row.atMost(MOST_SECONDS, "≤ 10 s", start.median())),
                Row.alone(
                        what + "listed, page by page",
                        String.format(Locale.ROOT, "%,d", listed),
                        Row.verdict("all", listed == devices)),
                Row.alone(what + "MB of heap in use", Spread.of(megabytes), ""));
    }

    /** Has a program write the store of a product that will be started in this directory. */
    static void fill(Class<?> program, Path home, int devices) throws IOException {
        List<String> command = Jvm.command(program, "-Xmx1g");
        command.addAll(List.of(Product.store(home).toString(), Integer.toString(devices)));
        Child.run(command.toArray(String[]::new));
        Progress.say("%s with %,d devices: %,d MB", program.getSimpleName(), devices, Product.fileSize(home) >> 20);
    }

    private static long listed(Product product) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        long listed = 0;
        String next = "";
        do {
            JsonNode page =
                    mapper.readTree(product.get("/api/devices?limit=1000" + (next.isEmpty() ? "" : "&after=" + next)));
            listed += page.path("items").size();
            next = page.path("next").asText("");
        } while (!next.isEmpty());
        return listed;
    }
}
