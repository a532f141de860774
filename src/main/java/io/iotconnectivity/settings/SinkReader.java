package io.iotconnectivity.settings;

import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.route.SinkSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the part of {@code sink.<name>.*} that every sink has. */
final class SinkReader {
    /** The endings that have a meaning for every sink, including the user's own. */
    static final KeyFamily FAMILY = KeyFamily.of(
                    "sink",
                    "enabled",
                    "events",
                    "min-severity",
                    "max-attempts",
                    "concurrency",
                    "interval",
                    "max-per-second",
                    "latest-only",
                    "fallback")
            .withAnyOther();

    private final Values values;

    SinkReader(Values values) {
        this.values = values;
    }

    /** The sinks that have settings, by name. */
    Map<String, SinkSettings> byName() {
        Map<String, SinkSettings> sinks = new LinkedHashMap<>();
        values.names(FAMILY).forEach(name -> sinks.put(name, sink(name)));
        return sinks;
    }

    /** The defaults for all others. */
    SinkSettings others() {
        return sink("");
    }

    private SinkSettings sink(String name) {
        String interval = key(name, "interval");
        return new SinkSettings(
                values.flag(key(name, "enabled"), true),
                events(
                        values,
                        key(name, "events"),
                        List.of("*"),
                        values.word(key(name, "min-severity"), Severity.NONE, Severity.class, Severity::word)),
                values.number(key(name, "max-attempts"), 10_000, 1, Integer.MAX_VALUE),
                values.number(key(name, "concurrency"), 8, 1, 256),
                values.isSet(interval)
                        ? Optional.of(values.duration(interval, Duration.ofSeconds(1), Duration.ofDays(1)))
                        : Optional.empty(),
                values.rate(key(name, "max-per-second")),
                fallback(name),
                values.flag(key(name, "latest-only"), false)
                        ? Optional.of(event -> event.device().isPresent())
                        : Optional.empty());
    }

    private Optional<String> fallback(String name) {
        String key = key(name, "fallback");
        Optional<String> fallback = values.optional(key);
        if (fallback.filter(name::equals).isPresent()) {
            values.report(key, "is the sink itself");
        }
        return fallback;
    }

    private String key(String sink, String ending) {
        String own = "sink." + sink + "." + ending;
        return values.entries().containsKey(own) ? own : "sink." + Settings.family(sink) + "." + ending;
    }

    static EventFilter events(Values values, String key, List<String> absent, Severity least) {
        List<String> patterns = values.list(key);
        try {
            return EventFilter.of(patterns.isEmpty() ? absent : patterns, least);
        } catch (IllegalArgumentException e) {
            values.report(key, "does not fit: " + e.getMessage());
            return EventFilter.of(List.of("*"), least);
        }
    }
}
