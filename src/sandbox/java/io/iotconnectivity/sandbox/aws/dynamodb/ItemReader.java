package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Performs one request that reads items. */
final class ItemReader {
    /** The most bytes of items per page, before the filter. */
    private static final int MAX_PAGE = 1024 * 1024;

    private final Table table;
    private final ObjectNode input;
    private final Placeholders placeholders;

    ItemReader(Table table, ObjectNode input) {
        this.table = table;
        this.input = input;
        this.placeholders = new Placeholders(input);
    }

    JsonNode get() {
        ObjectNode key = Values.canonicalItem(input.path("Key"));
        List<Path> projection = projection();
        placeholders.requireAllUsed();
        ObjectNode reply = Json.object();
        table.get(key).ifPresent(item -> reply.set("Item", project(projection, item)));
        Capacity.report(input, table.name(), reply);
        return reply;
    }

    JsonNode query() {
        Index index = index();
        Condition keyExpression = input.has("KeyConditionExpression")
                ? ExpressionParser.condition(
                        "KeyConditionExpression",
                        input.get("KeyConditionExpression").asText(),
                        placeholders)
                : LegacyConditions.read(input.path("KeyConditions"), false);
        KeyCondition key = KeyCondition.of(keyExpression, index.schema());
        Condition filter = filter("QueryFilter");
        List<Path> projection = projection();
        placeholders.requireAllUsed();
        boolean forward = input.path("ScanIndexForward").asBoolean(true);
        return table.read(
                index,
                it -> page(
                        it,
                        it.walk(Optional.of(key.partition()), forward, startKey()),
                        key.sort(),
                        filter,
                        projection));
    }

    JsonNode scan() {
        Index index = index();
        Condition filter = filter("ScanFilter");
        List<Path> projection = projection();
        placeholders.requireAllUsed();
        return table.read(
                index,
                it -> page(it, it.walk(Optional.empty(), true, startKey()), Condition.ALWAYS, filter, projection));
    }

    private Index index() {
        Optional<String> name = Optional.ofNullable(input.path("IndexName").textValue());
        if (name.isPresent() && input.path("ConsistentRead").asBoolean()) {
            throw AwsError.validation("Consistent reads are not supported on global secondary indexes");
        }
        return table.index(name);
    }

    private Optional<ObjectNode> startKey() {
        return input.has("ExclusiveStartKey")
                ? Optional.of(Values.canonicalItem(input.get("ExclusiveStartKey")))
                : Optional.empty();
    }

    private Condition filter(String legacyParameter) {
        return input.has("FilterExpression")
                ? ExpressionParser.condition(
                        "FilterExpression", input.get("FilterExpression").asText(), placeholders)
                : LegacyConditions.read(
                        input.path(legacyParameter),
                        input.path("ConditionalOperator").asText().equals("OR"));
    }

    private List<Path> projection() {
        if (input.has("ProjectionExpression")) {
            return ExpressionParser.projection(input.get("ProjectionExpression").asText(), placeholders);
        }
        List<Path> paths = new ArrayList<>();
        input.path("AttributesToGet").forEach(attribute -> paths.add(Path.of(attribute.asText())));
        return paths;
    }

    private JsonNode page(
            Index index, Collection<ObjectNode> candidates, Condition range, Condition filter, List<Path> projection) {
        int limit = input.path("Limit").asInt(Integer.MAX_VALUE);
        if (limit < 1) {
            throw AwsError.validation("1 validation error detected: Value '" + limit
                    + "' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1");
        }
        boolean countOnly = input.path("Select").asText().equals("COUNT");
        ObjectNode reply = Json.object();
        ArrayNode items = Json.MAPPER.createArrayNode();
        int count = 0;
        int scanned = 0;
        int bytes = 0;
        for (ObjectNode item : candidates) {
            if (!range.holds(item) || !inSegment(item)) {
                continue;
            }
            scanned++;
            bytes += Values.sizeOfItem(item);
            ObjectNode view = index.view(item);
            if (filter.holds(view)) {
                count++;
                if (!countOnly) {
                    items.add(project(projection, view));
                }
            }
            if (scanned == limit || bytes > MAX_PAGE) {
                reply.set("LastEvaluatedKey", index.startKeyAfter(item));
                break;
            }
        }
        if (!countOnly) {
            reply.set("Items", items);
        }
        Capacity.report(input, table.name(), reply);
        return reply.put("Count", count).put("ScannedCount", scanned);
    }

    private boolean inSegment(ObjectNode item) {
        int segments = input.path("TotalSegments").asInt(1);
        return segments <= 1
                || Math.floorMod(item.get(table.key().partition()).hashCode(), segments)
                        == input.path("Segment").asInt();
    }

    private static ObjectNode project(List<Path> projection, ObjectNode item) {
        if (projection.isEmpty()) {
            return item;
        }
        ObjectNode result = Json.object();
        projection.forEach(path -> path.project(item, result));
        return result;
    }
}
