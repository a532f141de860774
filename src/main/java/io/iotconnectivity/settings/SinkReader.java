package io.iotconnectivity.settings;

import io.iotconnectivity.event.EventFilter;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.route.SinkSettings;
import io.iotconnectivity.settings.Settings.DynamoDb;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads how sinks are set: each by its name, and those of AWS. */
final class SinkReader {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration DECADE = Duration.ofDays(3650);
    private static final Pattern TOPIC_ARN =
            Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}");
    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");
    private static final Pattern NAMESPACE = Pattern.compile("(?!AWS/)[A-Za-z0-9 ._\\-/#:]{1,255}");
    private static final Pattern SHADOW = Pattern.compile("[A-Za-z0-9:_-]{0,64}");

    private final Values values;

    SinkReader(Values values) {
        this.values = values;
    }

    DynamoDb dynamoDb() {
        matches(
                "sink.dynamodb.devices-table",
                TABLE,
                "is not a table name; write 3 to 255 letters, digits, '.', '_', '-'");
        matches(
                "sink.dynamodb.events-table",
                TABLE,
                "is not a table name; write 3 to 255 letters, digits, '.', '_', '-'");
        return new DynamoDb(
                values.flag("sink.dynamodb.enabled"),
                values.text("sink.dynamodb.devices-table"),
                values.text("sink.dynamodb.events-table"),
                values.flag("sink.dynamodb.create-tables"),
                values.duration("sink.dynamodb.events-ttl", Duration.ofMinutes(1), DECADE));
    }

    String shadowName() {
        matches("sink.shadow.name", SHADOW, "is not a shadow name; write up to 64 letters, digits, ':', '_', '-'");
        return values.text("sink.shadow.name");
    }

    private void matches(String key, Pattern form, String otherwise) {
        if (!form.matcher(values.text(key)).matches()) {
            values.report(key, otherwise);
        }
    }

    /** Those that anything is set of, by their names. */
    Map<String, SinkSettings> byName() {
        if (values.flag("sink.sns.enabled") || values.isSet("sink.sns.topic-arn")) {
            matches(
                    "sink.sns.topic-arn",
                    TOPIC_ARN,
                    "is not the ARN of a standard topic; write arn:aws:sns:<region>:<account>:<topic>");
        }
        new TargetReader(values).check();
        matches("sink.metrics.namespace", NAMESPACE, "is not a valid CloudWatch namespace");
        Set<String> names = new TreeSet<>();
        for (String key : values.entries().keySet()) {
            if (key.startsWith("sink.")) {
                names.add(key.split("\\.", -1)[1]);
            }
        }
        Map<String, SinkSettings> sinks = new LinkedHashMap<>();
        names.forEach(name -> sinks.put(name, sink(name)));
        return sinks;
    }

    /** What holds for every other. */
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
                        ? Optional.of(values.duration(interval, Duration.ofSeconds(1), DAY))
                        : Optional.empty(),
                values.rate(key(name, "max-per-second")),
                fallback(name));
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
