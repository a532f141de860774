package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * DynamoDB in memory: tables with secondary indexes, single items, batches, queries and scans; of PartiQL, batches of {@code UPDATE}. No
 * transactions, no streams.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html">API reference</a>
 */
public final class DynamoDb implements Service {
    private static final String ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/";

    private final NavigableMap<String, Table> tables = new ConcurrentSkipListMap<>();

    @Override
    public JsonNode call(Call call) {
        ObjectNode input = call.input();
        return switch (call.operation()) {
            case "CreateTable" -> createTable(input);
            case "DescribeTable" -> Json.object().set("Table", describe(table(input), "ACTIVE"));
            case "ListTables" -> listTables(input);
            case "DeleteTable" -> deleteTable(input);
            case "UpdateTimeToLive" -> updateTimeToLive(input);
            case "DescribeTimeToLive" -> describeTimeToLive(input);
            case "PutItem" -> new ItemWriter(table(input), input).put();
            case "UpdateItem" -> new ItemWriter(table(input), input).update();
            case "DeleteItem" -> new ItemWriter(table(input), input).delete();
            case "GetItem" -> new ItemReader(table(input), input).get();
            case "Query" -> new ItemReader(table(input), input).query();
            case "Scan" -> new ItemReader(table(input), input).scan();
            case "BatchWriteItem" -> new Batches(this::table).write(input, call.failingEntries());
            case "BatchGetItem" -> new Batches(this::table).get(input, call.failingEntries());
            case "BatchExecuteStatement" -> new Statements(this::table).execute(input, call.failingEntries());
            default -> throw AwsError.unknownOperation(call.operation());
        };
    }

    /** Creates an on-demand table with text keys, without indexes. */
    public void createTable(String name, String partitionKey, String... sortKey) {
        ObjectNode request = Json.object().put("TableName", name).put("BillingMode", "PAY_PER_REQUEST");
        ArrayNode definitions = request.putArray("AttributeDefinitions");
        ArrayNode schema = request.putArray("KeySchema");
        definitions.addObject().put("AttributeName", partitionKey).put("AttributeType", "S");
        schema.addObject().put("AttributeName", partitionKey).put("KeyType", "HASH");
        for (String attribute : sortKey) {
            definitions.addObject().put("AttributeName", attribute).put("AttributeType", "S");
            schema.addObject().put("AttributeName", attribute).put("KeyType", "RANGE");
        }
        createTable(request);
    }

    /** Puts an item whose attributes are texts. */
    public void putItem(String tableName, Map<String, String> attributes) {
        ObjectNode request = Json.object();
        ObjectNode item = request.putObject("Item");
        attributes.forEach((name, text) -> item.putObject(name).put("S", text));
        new ItemWriter(table(request.put("TableName", tableName)), request).put();
    }

    public List<String> tableNames() {
        return List.copyOf(tables.keySet());
    }

    /** The items of a table as ordinary JSON, for example {@code {"clientId":"a","sequence":5}}; in the order of their keys. */
    public List<JsonNode> items(String tableName) {
        return table(tableName).items().stream()
                .<JsonNode>map(Values::plainItem)
                .toList();
    }

    /** The first item with this text as its partition key, as ordinary JSON. */
    public Optional<JsonNode> item(String tableName, String partitionKey) {
        Table table = table(tableName);
        return table.items().stream()
                .filter(item ->
                        item.path(table.key().partition()).path("S").asText().equals(partitionKey))
                .findFirst()
                .map(Values::plainItem);
    }

    @Override
    public JsonNode dump() {
        ObjectNode all = Json.object();
        tables.forEach((name, table) -> {
            ArrayNode items = all.putArray(name);
            table.items().forEach(item -> items.add(Values.plainItem(item)));
        });
        return all;
    }

    @Override
    public AwsError throttled() {
        return new AwsError(
                400,
                "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded.");
    }

    @Override
    public AwsError broken() {
        return new AwsError(500, "InternalServerError", "Internal server error");
    }

    private JsonNode createTable(ObjectNode input) {
        Table table = new Table(input);
        if (tables.putIfAbsent(table.name(), table) != null) {
            throw new AwsError(400, "ResourceInUseException", "Table already exists: " + table.name());
        }
        return Json.object().set("TableDescription", describe(table, "CREATING"));
    }

    private JsonNode deleteTable(ObjectNode input) {
        Table table = table(input);
        tables.remove(table.name(), table);
        return Json.object().set("TableDescription", describe(table, "DELETING"));
    }

    private JsonNode listTables(ObjectNode input) {
        int limit = input.path("Limit").asInt(100);
        String after = input.path("ExclusiveStartTableName").asText("");
        List<String> names =
                tables.tailMap(after, false).keySet().stream().limit(limit).toList();
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("TableNames");
        names.forEach(list::add);
        if (!names.isEmpty() && !names.get(names.size() - 1).equals(tables.lastKey())) {
            result.put("LastEvaluatedTableName", names.get(names.size() - 1));
        }
        return result;
    }

    private JsonNode updateTimeToLive(ObjectNode input) {
        JsonNode wish = input.path("TimeToLiveSpecification");
        Optional<String> attribute = wish.path("Enabled").asBoolean()
                ? Optional.of(wish.path("AttributeName").asText())
                : Optional.empty();
        table(input).expireBy(attribute);
        return Json.object().set("TimeToLiveSpecification", wish);
    }

    private JsonNode describeTimeToLive(ObjectNode input) {
        Optional<String> attribute = table(input).expiryAttribute();
        ObjectNode description = Json.object().put("TimeToLiveStatus", attribute.isPresent() ? "ENABLED" : "DISABLED");
        attribute.ifPresent(name -> description.put("AttributeName", name));
        return Json.object().set("TimeToLiveDescription", description);
    }

    private static ObjectNode describe(Table table, String status) {
        return table.describe(ARN + table.name(), status);
    }

    private Table table(ObjectNode input) {
        return table(input.path("TableName").asText());
    }

    private Table table(String nameOrArn) {
        String name = nameOrArn.startsWith(ARN) ? nameOrArn.substring(ARN.length()) : nameOrArn;
        return Optional.ofNullable(tables.get(name))
                .orElseThrow(() -> new AwsError(
                        400,
                        "ResourceNotFoundException",
                        "Requested resource not found: Table: " + name + " not found"));
    }
}
