package io.iotconnectivity.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.cloudwatch.LogGroup.Entry;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a query sees of one entry, or of one group of entries: values by the names of their fields.
 *
 * @param values all that can be asked for, in the order in which it is shown
 */
record InsightsRow(Map<String, String> values) {
    static final String TIMESTAMP = "@timestamp";
    static final String MESSAGE = "@message";
    static final String POINTER = "@ptr";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** An entry with AWS's own fields and with those of its message, if that is JSON: {@code a.b} for nested ones. */
    static InsightsRow of(String group, Entry entry) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(TIMESTAMP, time(Instant.ofEpochMilli(entry.place().millis())));
        values.put(MESSAGE, entry.message());
        values.put("@logStream", entry.stream());
        values.put("@log", "123456789012:" + group);
        values.put("@ingestionTime", time(entry.ingested()));
        values.put(POINTER, group + "/" + entry.place().token());
        try {
            extract("", Json.MAPPER.readTree(entry.message()), values);
        } catch (JsonProcessingException e) {
            // not JSON: there is nothing to extract
        }
        return new InsightsRow(values);
    }

    private static void extract(String prefix, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(member -> extract(
                            prefix.isEmpty() ? member.getKey() : prefix + "." + member.getKey(),
                            member.getValue(),
                            into));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                extract(prefix + "." + i, node.get(i), into);
            }
        } else if (!prefix.isEmpty() && !node.isNull()) {
            into.putIfAbsent(prefix, node.asText());
        }
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }

    Optional<String> value(String field) {
        return Optional.ofNullable(values.get(field));
    }

    /** These fields, as far as it has them, in this order. */
    Map<String, String> only(List<String> fields) {
        Map<String, String> some = new LinkedHashMap<>();
        fields.forEach(field -> value(field).ifPresent(value -> some.put(field, value)));
        return some;
    }

    /** Also has a value under another name. */
    InsightsRow with(String name, String field) {
        Map<String, String> more = new LinkedHashMap<>(values);
        value(field).ifPresent(value -> more.put(name, value));
        return new InsightsRow(more);
    }
}
