package io.iotconnectivity.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long a page of devices takes over HTTP, of a large fleet of which a fifth is away: each way of filtering and sorting, one
 * caller after the other.
 */
final class DeviceLists {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int WARM_UPS = 300;
    private static final int ASKED = 300;
    private static final int DEEP_PAGE = 50;
    private static final double MOST_MILLIS = 100;

    private final Options options;

    DeviceLists(Options options) {
        this.options = options;
    }

    List<Row> run(Path directory) throws Exception {
        int devices = options.fleet();
        Map<String, String> settings = Map.of(
                "group.pattern", "(?<group>device-\\\\d{1,2})\\\\d*",
                "policy.CONNECTION_LOST.grace", "1s");
        try (LocalBroker broker = LocalBroker.start(directory);
                Publisher publisher = new Publisher(broker.url());
                Product product = Product.start(directory.resolve("devices"), broker, settings)) {
            product.awaitUp();
            publisher.publish(devices + devices / 5, new Fleet("device", devices)::next);
            awaitAway(product, devices / 5);
            return measure(product);
        }
    }

    private static void awaitAway(Product product, int devices) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (product.devices("OFFLINE") < devices) {
            if (System.nanoTime() > deadline) {
                throw product.process().failure("has not found all devices that are away");
            }
            Pause.of(Duration.ofMillis(500));
        }
    }

    private List<Row> measure(Product product) throws Exception {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("first page", "");
        kinds.put("state=OFFLINE", "state=OFFLINE");
        kinds.put("state=ONLINE", "state=ONLINE");
        kinds.put("reason", "reason=CONNECTION_LOST");
        kinds.put("group", "group=device-42");
        kinds.put("text", "q=4711");
        kinds.put("text without matches", "q=nothing");
        kinds.put("all filters", "state=OFFLINE&reason=CONNECTION_LOST&group=device-12&q=7&sort=-since");
        for (String sort : List.of("-clientId", "since", "-since", "reason", "-reason", "state", "-state")) {
            kinds.put("sort=" + sort, "sort=" + sort);
        }
        kinds.put("deep page of sort=-since", "sort=-since&after=" + deepPlace(product));
        kinds.values().forEach(query -> time(product, query, WARM_UPS / kinds.size() + 1));
        List<Row> rows = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        kinds.forEach((kind, query) -> {
            List<Double> times = time(product, query, ASKED);
            all.addAll(times);
            rows.add(Row.alone("/api/devices, p50 ms: " + kind, percentile(times, 0.5), ""));
        });
        double worst = percentile(all, 0.99);
        String what = String.format(Locale.ROOT, "/api/devices with %,d devices, ", options.fleet());
        rows.add(0, Row.alone(what + "p50 ms", percentile(all, 0.5), ""));
        rows.add(1, Row.alone(what + "p99 ms", worst, Row.atMost(MOST_MILLIS, "≤ 100 ms", worst)));
        return rows;
    }

    private static String deepPlace(Product product) throws Exception {
        String place = "";
        for (int page = 0; page < DEEP_PAGE; page++) {
            String answer = product.get("/api/devices?limit=1000&sort=-since" + (page == 0 ? "" : "&after=" + place));
            place = new ObjectMapper().readTree(answer).path("next").asText();
        }
        return place;
    }

    private static List<Double> time(Product product, String query, int times) {
        List<Double> taken = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            product.get("/api/devices?" + query);
            taken.add((System.nanoTime() - start) / 1e6);
        }
        return taken;
    }

    private static double percentile(List<Double> times, double share) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
