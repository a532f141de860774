package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A table with its items and secondary indexes. Stored items are never changed, only replaced; every method is atomic.
 *
 * <p>Unlike the real service it is usable immediately, has no capacity limits and expires nothing.
 */
final class Table {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
    private static final int MAX_ITEM = 400 * 1024;

    private final String name;
    private final JsonNode definitions;
    private final Index primary;
    private final Map<String, Index> secondaries = new LinkedHashMap<>();
    private final Map<String, JsonNode> projections = new LinkedHashMap<>();
    private final Instant created = Instant.now();
    private final String id = UUID.randomUUID().toString();
    private final String billing;
    private Optional<String> expiryAttribute = Optional.empty();

    /** @throws AwsError when the request makes no sense */
    Table(ObjectNode request) {
        name = request.path("TableName").asText();
        if (!NAME.matcher(name).matches()) {
            throw AwsError.validation("TableName must be 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'");
        }
        definitions = request.path("AttributeDefinitions");
        billing = request.path("BillingMode").asText("PROVISIONED");
        if (billing.equals("PROVISIONED") && !request.has("ProvisionedThroughput")) {
            throw AwsError.validation(
                    "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must"
                            + " both be specified when BillingMode is PROVISIONED");
        }
        KeySchema key = KeySchema.read(request.path("KeySchema"), definitions);
        primary = new Index(key, key, Optional.empty());
        addIndexes(request.path("LocalSecondaryIndexes"));
        addIndexes(request.path("GlobalSecondaryIndexes"));
        requireAllDefinitionsUsed();
    }

    private void addIndexes(JsonNode indexes) {
        for (JsonNode index : indexes) {
            JsonNode projection = index.path("Projection");
            String indexName = index.path("IndexName").asText();
            projections.put(indexName, projection);
            secondaries.put(
                    indexName,
                    new Index(
                            KeySchema.read(index.path("KeySchema"), definitions),
                            primary.schema(),
                            projected(projection)));
        }
    }

    private static Optional<Set<String>> projected(JsonNode projection) {
        if (projection.path("ProjectionType").asText("ALL").equals("ALL")) {
            return Optional.empty();
        }
        Set<String> attributes = new LinkedHashSet<>();
        projection.path("NonKeyAttributes").forEach(attribute -> attributes.add(attribute.asText()));
        return Optional.of(attributes);
    }

    private void requireAllDefinitionsUsed() {
        Set<String> used = new LinkedHashSet<>();
        primary.schema().attributes().forEach(attribute -> used.add(attribute.name()));
        secondaries
                .values()
                .forEach(index -> index.schema().attributes().forEach(attribute -> used.add(attribute.name())));
        if (used.size() != definitions.size()) {
            throw AwsError.validation(
                    "One or more parameter values were invalid: Number of attributes in KeySchema does not"
                            + " exactly match number of attributes defined in AttributeDefinitions");
        }
    }

    String name() {
        return name;
    }

    KeySchema key() {
        return primary.schema();
    }

    /** @throws AwsError when there is no such index */
    Index index(Optional<String> indexName) {
        return indexName
                .map(wanted -> Optional.ofNullable(secondaries.get(wanted))
                        .orElseThrow(
                                () -> AwsError.validation("The table does not have the specified index: " + wanted)))
                .orElse(primary);
    }

    synchronized Optional<ObjectNode> get(ObjectNode key) {
        primary.schema().requireKey(key);
        return primary.find(key);
    }

    /**
     * Replaces the item that has the key.
     *
     * @param change receives the current item, empty if there is none, and returns the new one; throws to change
     *     nothing
     */
    synchronized void write(ObjectNode key, Function<Optional<ObjectNode>, Optional<ObjectNode>> change) {
        Optional<ObjectNode> before = primary.find(key);
        Optional<ObjectNode> after = change.apply(before);
        after.ifPresent(this::requireStorable);
        before.ifPresent(item -> {
            primary.remove(item);
            secondaries.values().forEach(index -> index.remove(item));
        });
        after.ifPresent(item -> {
            primary.add(item);
            secondaries.values().forEach(index -> index.add(item));
        });
    }

    void requireStorable(ObjectNode item) {
        primary.schema().requireKeyIn(item);
        secondaries.forEach((indexName, index) -> index.schema().requireIndexable(item, indexName));
        if (Values.sizeOfItem(item) > MAX_ITEM) {
            throw AwsError.validation("Item size has exceeded the maximum allowed size");
        }
    }

    synchronized <T> T read(Index index, Function<Index, T> reading) {
        return reading.apply(index);
    }

    synchronized List<ObjectNode> items() {
        Collection<ObjectNode> items = primary.items();
        return List.copyOf(items);
    }

    synchronized Optional<String> expiryAttribute() {
        return expiryAttribute;
    }

    synchronized void expireBy(Optional<String> attribute) {
        if (attribute.equals(expiryAttribute)) {
            throw AwsError.validation(
                    attribute.isPresent() ? "TimeToLive is already enabled" : "TimeToLive is already disabled");
        }
        expiryAttribute = attribute;
    }

    synchronized ObjectNode describe(String arn, String status) {
        ObjectNode table = Json.object()
                .put("TableName", name)
                .put("TableStatus", status)
                .put("TableArn", arn)
                .put("TableId", id)
                .put("ItemCount", primary.size())
                .put(
                        "TableSizeBytes",
                        primary.items().stream().mapToLong(Values::sizeOfItem).sum())
                .put("DeletionProtectionEnabled", false)
                .putPOJO("CreationDateTime", created);
        table.set("AttributeDefinitions", definitions);
        table.set("KeySchema", primary.schema().describe());
        table.putObject("BillingModeSummary").put("BillingMode", billing);
        table.putObject("ProvisionedThroughput")
                .put("NumberOfDecreasesToday", 0)
                .put("ReadCapacityUnits", 0)
                .put("WriteCapacityUnits", 0);
        if (!secondaries.isEmpty()) {
            var indexes = table.putArray("GlobalSecondaryIndexes");
            secondaries.forEach((indexName, index) -> {
                ObjectNode description = indexes.addObject()
                        .put("IndexName", indexName)
                        .put("IndexStatus", status)
                        .put("ItemCount", index.size())
                        .put("IndexArn", arn + "/index/" + indexName);
                description.set("KeySchema", index.schema().describe());
                description.set("Projection", projections.get(indexName));
            });
        }
        return table;
    }
}
