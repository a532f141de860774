package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.DynamoTables;
import io.iotconnectivity.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;

/** Checks whether the DynamoDB tables exist and are as the sinks need them. */
final class TablesCheck implements Check {
    private final Features features;
    private final AwsClients aws;
    private final AwsCommand command;
    private final Settings.DynamoDb settings;

    TablesCheck(Features features, AwsClients aws, AwsCommand command) {
        this.features = features;
        this.aws = aws;
        this.command = command;
        this.settings = features.settings().dynamoDb();
    }

    @Override
    public String name() {
        return "DynamoDB tables";
    }

    @Override
    public boolean isUsed() {
        return features.dynamoDb();
    }

    @Override
    public List<Finding> look() {
        List<CreateTableRequest> wanted = DynamoTables.wanted(settings.devicesTable(), settings.eventsTable());
        List<Finding> found = new ArrayList<>();
        look(wanted.get(0), found);
        if (look(wanted.get(1), found)) {
            found.add(expiry(settings.eventsTable()));
        }
        return found;
    }

    /** Checks whether the table exists. */
    private boolean look(CreateTableRequest wanted, List<Finding> found) {
        String check = "DynamoDB table " + wanted.tableName();
        Optional<TableDescription> there = Unanswered.ask(
                "dynamodb:DescribeTable",
                () -> Optional.of(aws.dynamoDb()
                        .describeTable(request -> request.tableName(wanted.tableName()))
                        .table()),
                code -> code.equals("ResourceNotFoundException"),
                Optional.empty());
        if (there.isEmpty()) {
            found.add(missing(check, wanted));
            return false;
        }
        TableDescription table = there.get();
        if (!keys(table.keySchema()).equals(keys(wanted.keySchema())) || !typesFit(wanted, table)) {
            found.add(Finding.error(
                    check,
                    "its key is " + described(table.keySchema(), table.attributeDefinitions()) + ", but must be "
                            + described(wanted.keySchema(), wanted.attributeDefinitions()),
                    "use another table, and create it with: " + create(wanted)));
            return true;
        }
        List<Finding> misfits = wanted.globalSecondaryIndexes().stream()
                .filter(index -> !hasIndex(table, index))
                .map(index -> index(check, wanted, index))
                .toList();
        found.addAll(misfits);
        if (misfits.isEmpty()) {
            found.add(Finding.ok(check, "exists, and its keys are right"));
        }
        return true;
    }

    private Finding missing(String check, CreateTableRequest wanted) {
        return settings.createTables()
                ? Finding.ok(check, "is missing; the product creates it at startup")
                : Finding.error(check, "is missing; events wait until it exists", create(wanted));
    }

    private Finding index(String check, CreateTableRequest table, GlobalSecondaryIndex index) {
        return Finding.warning(
                check,
                "has no index '" + index.indexName() + "' on "
                        + described(index.keySchema(), table.attributeDefinitions())
                        + "; rows are written, but cannot be queried by state",
                command.of(
                        "dynamodb",
                        "update-table",
                        "--table-name",
                        table.tableName(),
                        "--attribute-definitions",
                        "AttributeName=state,AttributeType=S",
                        "AttributeName=since,AttributeType=S",
                        "--global-secondary-index-updates",
                        "[{\"Create\":{\"IndexName\":\"" + index.indexName()
                                + "\",\"KeySchema\":[{\"AttributeName\":\"state\",\"KeyType\":\"HASH\"},"
                                + "{\"AttributeName\":\"since\",\"KeyType\":\"RANGE\"}],"
                                + "\"Projection\":{\"ProjectionType\":\"ALL\"}}}]"));
    }

    private Finding expiry(String table) {
        String check = "DynamoDB table " + table + ", expiry";
        TimeToLiveDescription ttl = Unanswered.ask("dynamodb:DescribeTimeToLive", () -> aws.dynamoDb()
                .describeTimeToLive(request -> request.tableName(table))
                .timeToLiveDescription());
        boolean on = ttl.timeToLiveStatusAsString() != null
                && ttl.timeToLiveStatusAsString().startsWith("ENABL");
        if (on && DynamoTables.TTL_ATTRIBUTE.equals(ttl.attributeName())) {
            return Finding.ok(check, "events expire by " + DynamoTables.TTL_ATTRIBUTE);
        }
        String fix = command.of(
                "dynamodb",
                "update-time-to-live",
                "--table-name",
                table,
                "--time-to-live-specification",
                "Enabled=true,AttributeName=" + DynamoTables.TTL_ATTRIBUTE);
        return on
                ? Finding.warning(check, "expires by '" + ttl.attributeName() + "', which our events lack", fix)
                : Finding.warning(check, "is off, so events are kept, and billed, forever", fix);
    }

    private static boolean hasIndex(TableDescription table, GlobalSecondaryIndex wanted) {
        return table.hasGlobalSecondaryIndexes()
                && table.globalSecondaryIndexes().stream().anyMatch(index -> fits(index, wanted));
    }

    private static boolean fits(GlobalSecondaryIndexDescription index, GlobalSecondaryIndex wanted) {
        return wanted.indexName().equals(index.indexName())
                && keys(wanted.keySchema()).equals(keys(index.keySchema()));
    }

    private static boolean typesFit(CreateTableRequest wanted, TableDescription table) {
        Map<String, String> types = types(table.attributeDefinitions());
        Map<String, String> needed = types(wanted.attributeDefinitions());
        return wanted.keySchema().stream()
                .allMatch(key -> needed.get(key.attributeName()).equals(types.getOrDefault(key.attributeName(), "S")));
    }

    private static Map<String, String> keys(List<KeySchemaElement> schema) {
        return schema.stream()
                .collect(Collectors.toMap(KeySchemaElement::keyTypeAsString, KeySchemaElement::attributeName));
    }

    private static Map<String, String> types(List<AttributeDefinition> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        AttributeDefinition::attributeName, AttributeDefinition::attributeTypeAsString));
    }

    private static String described(List<KeySchemaElement> schema, List<AttributeDefinition> attributes) {
        Map<String, String> types = types(attributes);
        return schema.stream()
                .map(key -> key.attributeName() + " (" + key.keyTypeAsString() + ", "
                        + types.getOrDefault(key.attributeName(), "?") + ")")
                .collect(Collectors.joining(" + "));
    }

    private String create(CreateTableRequest wanted) {
        List<String> words = new ArrayList<>(List.of(
                "dynamodb",
                "create-table",
                "--table-name",
                wanted.tableName(),
                "--billing-mode",
                wanted.billingModeAsString(),
                "--attribute-definitions"));
        wanted.attributeDefinitions()
                .forEach(attribute -> words.add("AttributeName=" + attribute.attributeName() + ",AttributeType="
                        + attribute.attributeTypeAsString()));
        words.add("--key-schema");
        words.addAll(schema(wanted.keySchema()));
        wanted.globalSecondaryIndexes().forEach(index -> {
            words.add("--global-secondary-indexes");
            words.add("IndexName=" + index.indexName() + ",KeySchema=["
                    + schema(index.keySchema()).stream()
                            .map(key -> "{" + key + "}")
                            .collect(Collectors.joining(","))
                    + "],Projection={ProjectionType=" + index.projection().projectionTypeAsString() + "}");
        });
        return command.of(words.toArray(String[]::new));
    }

    private static List<String> schema(List<KeySchemaElement> schema) {
        return schema.stream()
                .map(key -> "AttributeName=" + key.attributeName() + ",KeyType=" + key.keyTypeAsString())
                .toList();
    }
}
