package io.iotconnectivity.sandbox.aws.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Numbers about the values of one field.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/index-aggregate.html">Querying for aggregate data</a>
 */
public final class Statistics {
    private Statistics() {}

    /** How many things have the field and, for numbers and booleans (true is 1), how their values lie. */
    public static ObjectNode of(String field, Stream<Document> things) {
        List<List<JsonNode>> values = things.map(thing -> thing.values(field))
                .filter(found -> !found.isEmpty())
                .toList();
        double[] numbers = values.stream()
                .flatMap(List::stream)
                .filter(value -> value.isNumber() || value.isBoolean())
                .mapToDouble(JsonNode::asDouble)
                .toArray();
        ObjectNode result = Json.object().put("count", values.size());
        if (numbers.length == 0) {
            return result;
        }
        DoubleSummaryStatistics summary = new DoubleSummaryStatistics();
        double sumOfSquares = 0;
        double deviations = 0;
        for (double number : numbers) {
            summary.accept(number);
            sumOfSquares += number * number;
        }
        for (double number : numbers) {
            deviations += Math.pow(number - summary.getAverage(), 2);
        }
        double variance = deviations / numbers.length;
        return result.put("average", summary.getAverage())
                .put("sum", summary.getSum())
                .put("minimum", summary.getMin())
                .put("maximum", summary.getMax())
                .put("sumOfSquares", sumOfSquares)
                .put("variance", variance)
                .put("stdDeviation", Math.sqrt(variance));
    }

    /** How many things have each value, the most frequent first. */
    public static List<Map.Entry<String, Integer>> buckets(String field, Stream<Document> things) {
        Map<String, Integer> counts = new TreeMap<>();
        things.forEach(thing -> thing.values(field).stream()
                .map(JsonNode::asText)
                .distinct()
                .forEach(value -> counts.merge(value, 1, Integer::sum)));
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .toList();
    }
}
