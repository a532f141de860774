package io.iotconnectivity.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One datum of a metric; a single value, a set of statistics and a list of values all look the same here.
 *
 * @param dimensions by name
 * @param unit       {@code None} when none was given
 */
public record Datum(
        String namespace,
        String name,
        Map<String, String> dimensions,
        Instant at,
        String unit,
        double sum,
        double samples,
        double minimum,
        double maximum) {
    static Datum read(String namespace, JsonNode given, Instant now) {
        String name = given.path("MetricName").asText();
        if (name.isEmpty()) {
            throw new AwsError(
                    400,
                    "MissingRequiredParameterException",
                    "The parameter MetricData.member.N.MetricName is required.");
        }
        Map<String, String> dimensions = dimensions(given.path("Dimensions"));
        Instant at = moment(given.path("Timestamp"), now);
        String unit = given.path("Unit").asText("None");
        JsonNode statistics = given.path("StatisticValues");
        if (statistics.isObject()) {
            return new Datum(
                    namespace,
                    name,
                    dimensions,
                    at,
                    unit,
                    statistics.path("Sum").asDouble(),
                    statistics.path("SampleCount").asDouble(),
                    statistics.path("Minimum").asDouble(),
                    statistics.path("Maximum").asDouble());
        }
        if (given.path("Values").isArray()) {
            return ofValues(namespace, name, dimensions, at, unit, given.path("Values"), given.path("Counts"));
        }
        if (!given.path("Value").isNumber()
                || !Double.isFinite(given.path("Value").asDouble())) {
            throw new AwsError(
                    400,
                    "InvalidParameterValueException",
                    "The value for parameter MetricData.member.N.Value is invalid.");
        }
        double value = given.path("Value").asDouble();
        return new Datum(namespace, name, dimensions, at, unit, value, 1, value, value);
    }

    private static Datum ofValues(
            String namespace,
            String name,
            Map<String, String> dimensions,
            Instant at,
            String unit,
            JsonNode values,
            JsonNode counts) {
        double sum = 0;
        double samples = 0;
        double minimum = Double.POSITIVE_INFINITY;
        double maximum = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.size(); i++) {
            double value = values.get(i).asDouble();
            double count = counts.path(i).asDouble(1);
            sum += value * count;
            samples += count;
            minimum = Math.min(minimum, value);
            maximum = Math.max(maximum, value);
        }
        return new Datum(namespace, name, dimensions, at, unit, sum, samples, minimum, maximum);
    }

    static Map<String, String> dimensions(JsonNode given) {
        Map<String, String> dimensions = new TreeMap<>();
        given.forEach(entry ->
                dimensions.put(entry.path("Name").asText(), entry.path("Value").asText()));
        return dimensions;
    }

    /** Seconds since 1970, with a fraction, as CBOR and JSON carry moments. */
    static Instant moment(JsonNode seconds, Instant otherwise) {
        return seconds.isNumber() ? Instant.ofEpochMilli(Math.round(seconds.asDouble() * 1000)) : otherwise;
    }

    ObjectNode dump() {
        ObjectNode json = Json.object()
                .put("at", at.toString())
                .put("unit", unit)
                .put("sum", sum)
                .put("samples", samples);
        ObjectNode named = json.putObject("dimensions");
        dimensions.forEach(named::put);
        return json;
    }
}
