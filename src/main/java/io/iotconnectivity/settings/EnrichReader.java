package io.iotconnectivity.settings;

import io.iotconnectivity.enrich.EnrichSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the part of {@code enrich.<name>.*} that every enrich route has. */
final class EnrichReader {
    /** The endings that have a meaning for every enrich route; others are for the user's own routes. */
    static final KeyFamily FAMILY = KeyFamily.of(
                    "enrich", "enabled", "keep", "batch", "max-calls-per-second", "timeout")
            .withAnyOther();

    private static final Duration DAY = Duration.ofDays(1);

    private final Values values;

    EnrichReader(Values values) {
        this.values = values;
    }

    /** The routes that have settings, by name. */
    Map<String, EnrichSettings> byName() {
        Map<String, EnrichSettings> routes = new LinkedHashMap<>();
        values.names(FAMILY).forEach(name -> routes.put(name, route("enrich." + name + '.')));
        return routes;
    }

    /** The defaults for all others. */
    EnrichSettings others() {
        return route("enrich..");
    }

    private EnrichSettings route(String prefix) {
        return new EnrichSettings(
                values.flag(prefix + "enabled", true),
                values.duration(prefix + "keep", DAY, Duration.ofSeconds(1), Duration.ofDays(365)),
                values.number(prefix + "batch", 100, 1, 1000),
                values.number(prefix + "max-calls-per-second", 5, 1, 1000),
                values.duration(
                        prefix + "timeout", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)));
    }
}
