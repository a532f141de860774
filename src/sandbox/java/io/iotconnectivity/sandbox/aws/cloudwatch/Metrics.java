package io.iotconnectivity.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * CloudWatch metrics in memory: accepts data, lists metrics and adds them up.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/Welcome.html">API reference</a>
 */
public final class Metrics implements Service {
    private static final int MAX_DATA = 1000;
    private static final int MAX_DIMENSIONS = 30;
    /** The most data kept; the oldest is dropped. */
    private static final int KEPT = 100_000;

    private final Deque<Datum> data = new ArrayDeque<>();

    @Override
    public JsonNode call(Call call) {
        ObjectNode input = call.input();
        return switch (call.operation()) {
            case "PutMetricData" -> put(input);
            case "ListMetrics" -> list(input);
            case "GetMetricStatistics" -> statistics(input);
            default -> throw AwsError.unknownOperation(call.operation());
        };
    }

    /** The last 100,000 data points put, oldest first. */
    public List<Datum> data() {
        synchronized (data) {
            return List.copyOf(data);
        }
    }

    /** The sum of all values of a metric, over all dimensions and all time. */
    public double sum(String namespace, String name) {
        return data().stream()
                .filter(datum ->
                        datum.namespace().equals(namespace) && datum.name().equals(name))
                .mapToDouble(Datum::sum)
                .sum();
    }

    @Override
    public JsonNode dump() {
        ObjectNode all = Json.object();
        data().forEach(datum -> all.withObjectProperty(datum.namespace())
                .withArrayProperty(datum.name())
                .add(datum.dump()));
        return all;
    }

    @Override
    public AwsError throttled() {
        return new AwsError(400, "Throttling", "Rate exceeded");
    }

    @Override
    public AwsError broken() {
        return new AwsError(500, "InternalServiceFault", "The sandbox was asked to fail");
    }

    private JsonNode put(ObjectNode input) {
        String namespace = input.path("Namespace").asText();
        JsonNode given = input.path("MetricData");
        if (namespace.isEmpty() || namespace.startsWith("AWS/") || namespace.startsWith(":")) {
            throw new AwsError(
                    400,
                    "InvalidParameterValueException",
                    "The value " + namespace + " for parameter Namespace is invalid.");
        }
        if (given.size() > MAX_DATA) {
            throw new AwsError(
                    400,
                    "InvalidParameterValueException",
                    "The collection MetricData must not have a size greater than 1000.");
        }
        List<Datum> fresh = new ArrayList<>();
        given.forEach(datum -> fresh.add(Datum.read(namespace, datum, Instant.now())));
        if (fresh.stream().anyMatch(datum -> datum.dimensions().size() > MAX_DIMENSIONS)) {
            throw new AwsError(
                    400,
                    "InvalidParameterValueException",
                    "The collection Dimensions must not have a size greater than 30.");
        }
        synchronized (data) {
            data.addAll(fresh);
            while (data.size() > KEPT) {
                data.removeFirst();
            }
        }
        return Json.object();
    }

    private record Metric(String namespace, String name, Map<String, String> dimensions) {}

    private JsonNode list(ObjectNode input) {
        Set<Metric> metrics = new LinkedHashSet<>();
        data().stream()
                .filter(datum -> wanted(input.path("Namespace"), datum.namespace())
                        && wanted(input.path("MetricName"), datum.name())
                        && hasDimensions(datum, input.path("Dimensions")))
                .forEach(datum -> metrics.add(new Metric(datum.namespace(), datum.name(), datum.dimensions())));
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("Metrics");
        metrics.forEach(metric -> {
            ObjectNode entry =
                    list.addObject().put("Namespace", metric.namespace()).put("MetricName", metric.name());
            ArrayNode dimensions = entry.putArray("Dimensions");
            metric.dimensions()
                    .forEach((name, value) ->
                            dimensions.addObject().put("Name", name).put("Value", value));
        });
        return result;
    }

    private JsonNode statistics(ObjectNode input) {
        Instant from = Datum.moment(input.path("StartTime"), Instant.EPOCH);
        Instant to = Datum.moment(input.path("EndTime"), Instant.now());
        long period = Math.max(1, input.path("Period").asLong(60));
        Map<String, String> dimensions = Datum.dimensions(input.path("Dimensions"));
        Map<Long, List<Datum>> periods = new TreeMap<>();
        data().stream()
                .filter(datum -> wanted(input.path("Namespace"), datum.namespace())
                        && wanted(input.path("MetricName"), datum.name())
                        && datum.dimensions().equals(dimensions)
                        && !datum.at().isBefore(from)
                        && datum.at().isBefore(to))
                .forEach(datum -> periods.computeIfAbsent(
                                Math.floorDiv(datum.at().getEpochSecond(), period), start -> new ArrayList<>())
                        .add(datum));
        ObjectNode result = Json.object().put("Label", input.path("MetricName").asText());
        ArrayNode points = result.putArray("Datapoints");
        periods.forEach((start, some) -> {
            double sum = some.stream().mapToDouble(Datum::sum).sum();
            double samples = some.stream().mapToDouble(Datum::samples).sum();
            points.addObject()
                    .put("Sum", sum)
                    .put("SampleCount", samples)
                    .put("Average", sum / samples)
                    .put(
                            "Minimum",
                            some.stream().mapToDouble(Datum::minimum).min().orElse(0))
                    .put(
                            "Maximum",
                            some.stream().mapToDouble(Datum::maximum).max().orElse(0))
                    .put("Unit", some.get(0).unit())
                    .putPOJO("Timestamp", Instant.ofEpochSecond(start * period));
        });
        return result;
    }

    private static boolean wanted(JsonNode wish, String actual) {
        return wish.isMissingNode() || wish.asText().equals(actual);
    }

    private static boolean hasDimensions(Datum datum, JsonNode wishes) {
        for (JsonNode wish : wishes) {
            String value = datum.dimensions().get(wish.path("Name").asText());
            if (value == null || !wanted(wish.path("Value"), value)) {
                return false;
            }
        }
        return true;
    }
}
