package io.iotconnectivity.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class DynamoDbIT {
    private static final String DEVICES = "devices";
    private static final String EVENTS = "events";

    @AutoClose
    private static AwsEndpoint aws;

    @AutoClose
    private static DynamoDbClient client;

    @BeforeAll
    static void start() {
        aws = AwsEndpoint.start(0);
        client = Clients.client(DynamoDbClient.builder(), aws.uri());
    }

    @BeforeEach
    void freshTables() {
        aws.dynamoDb().tableNames().forEach(name -> client.deleteTable(table -> table.tableName(name)));
        client.createTable(table -> table.tableName(DEVICES)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        List.of(textAttribute("clientId"), textAttribute("state"), textAttribute("since")))
                .keySchema(List.of(key("clientId", KeyType.HASH)))
                .globalSecondaryIndexes(List.of(GlobalSecondaryIndex.builder()
                        .indexName("state-since")
                        .keySchema(List.of(key("state", KeyType.HASH), key("since", KeyType.RANGE)))
                        .projection(p -> p.projectionType(ProjectionType.ALL))
                        .build())));
        aws.dynamoDb().createTable(EVENTS, "clientId", "eventId");
    }

    private static AttributeDefinition textAttribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    @Test
    void tableIsDescribedAsItWasCreated() {
        var table = client.describeTable(t -> t.tableName(DEVICES)).table();

        assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(table.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(table.globalSecondaryIndexes()).singleElement().satisfies(index -> {
            assertThat(index.indexName()).isEqualTo("state-since");
            assertThat(index.keySchema()).extracting("attributeName").containsExactly("state", "since");
        });
        assertThat(client.listTables().tableNames()).containsExactly(DEVICES, EVENTS);
        assertThat(client.listTables(l -> l.limit(1)).lastEvaluatedTableName()).isEqualTo(DEVICES);
    }

    @Test
    void missingTableIsResourceNotFoundForEveryOperation() {
        assertThatThrownBy(() -> client.describeTable(t -> t.tableName("nowhere")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> client.putItem(p -> p.tableName("nowhere").item(Map.of("clientId", text("a")))))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> client.scan(s -> s.tableName("nowhere")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void tableThatExistsIsInUse() {
        assertThatThrownBy(() -> client.createTable(t -> t.tableName(DEVICES)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(List.of(textAttribute("x")))
                        .keySchema(List.of(key("x", KeyType.HASH)))))
                .isInstanceOf(ResourceInUseException.class);
    }

    @Test
    void expiryIsSwitchedOnOnce() {
        client.updateTimeToLive(u ->
                u.tableName(EVENTS).timeToLiveSpecification(t -> t.enabled(true).attributeName("expiresAt")));

        assertThat(client.describeTimeToLive(d -> d.tableName(EVENTS)).timeToLiveDescription())
                .hasToString("TimeToLiveDescription(TimeToLiveStatus=ENABLED, AttributeName=expiresAt)");
        assertThatThrownBy(() -> client.updateTimeToLive(u -> u.tableName(EVENTS)
                        .timeToLiveSpecification(t -> t.enabled(true).attributeName("expiresAt"))))
                .hasMessageContaining("already enabled");
    }

    @Test
    void itemComesBackAsItWasPut() {
        Map<String, AttributeValue> item = Map.of(
                "clientId", text("a/ü\""),
                "sequence", number("5"),
                "verified", AttributeValue.fromBool(true),
                "nothing", AttributeValue.fromNul(true),
                "tags", AttributeValue.fromSs(List.of("x", "y")),
                "bytes", AttributeValue.fromB(SdkBytes.fromUtf8String("é")),
                "nested", AttributeValue.fromM(Map.of("list", AttributeValue.fromL(List.of(number("1.5"), text(""))))));
        client.putItem(p -> p.tableName(DEVICES).item(item));

        assertThat(client.getItem(g -> g.tableName(DEVICES).key(Map.of("clientId", text("a/ü\""))))
                        .item())
                .isEqualTo(item);
        assertThat(client.getItem(g -> g.tableName(DEVICES).key(Map.of("clientId", text("other"))))
                        .hasItem())
                .isFalse();
        assertThat(aws.dynamoDb()
                        .item(DEVICES, "a/ü\"")
                        .orElseThrow()
                        .path("sequence")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void olderStateDoesNotOverwriteNewerAndLearnsWhatIsThere() {
        assertThat(write("a", 1, "ONLINE")).isTrue();
        assertThat(write("a", 3, "OFFLINE")).isTrue();

        assertThatThrownBy(() -> write("a", 2, "ONLINE"))
                .isInstanceOfSatisfying(ConditionalCheckFailedException.class, failed -> {
                    assertThat(failed.hasItem()).isTrue();
                    assertThat(failed.item())
                            .containsEntry("sequence", number("3"))
                            .containsEntry("state", text("OFFLINE"));
                });
        assertThatThrownBy(() -> write("a", 3, "ONLINE")).isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(write("a", 10, "ONLINE")).isTrue();
    }

    private static boolean write(String clientId, int sequence, String state) {
        return client.updateItem(u -> u.tableName(DEVICES)
                        .key(Map.of("clientId", text(clientId)))
                        .updateExpression("SET #s = :s, #state = :state, since = :since")
                        .conditionExpression("attribute_not_exists(clientId) OR #s < :s")
                        .expressionAttributeNames(Map.of("#s", "sequence", "#state", "state"))
                        .expressionAttributeValues(Map.of(
                                ":s", number(String.valueOf(sequence)),
                                ":state", text(state),
                                ":since", text("2026-11-23T00:00:0" + sequence % 10 + "Z")))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .sdkHttpResponse()
                .isSuccessful();
    }

    @Test
    void concurrentConditionalWritesLeaveTheHighestSequence() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writes = new ArrayList<>();
            IntStream.rangeClosed(1, 200)
                    .forEach(i -> writes.add(pool.submit(() -> {
                        try {
                            write("a", i * 37 % 201, "ONLINE");
                        } catch (ConditionalCheckFailedException outdated) {
                            // what the condition is for
                        }
                    })));
            for (Future<?> write : writes) {
                write.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(aws.dynamoDb()
                        .item(DEVICES, "a")
                        .orElseThrow()
                        .path("sequence")
                        .asInt())
                .isEqualTo(200);
    }

    @Test
    void updateSetsRemovesAddsAndReturnsWhatWasAskedFor() {
        client.putItem(p -> p.tableName(DEVICES)
                .item(Map.of(
                        "clientId",
                        text("a"),
                        "gone",
                        text("x"),
                        "count",
                        number("1"),
                        "tags",
                        AttributeValue.fromSs(List.of("p", "q")))));

        Map<String, AttributeValue> after = client.updateItem(u -> u.tableName(DEVICES)
                        .key(Map.of("clientId", text("a")))
                        .updateExpression(
                                "SET earliest = if_not_exists(earliest, :one), n = #count + :one, m = #count - :one,"
                                        + " l = list_append(:l, :l) REMOVE gone ADD #count :one DELETE tags :q")
                        .expressionAttributeNames(Map.of("#count", "count"))
                        .expressionAttributeValues(Map.of(
                                ":one", number("1"),
                                ":l", AttributeValue.fromL(List.of(text("e"))),
                                ":q", AttributeValue.fromSs(List.of("q"))))
                        .returnValues(ReturnValue.ALL_NEW))
                .attributes();

        assertThat(after)
                .containsEntry("earliest", number("1"))
                .containsEntry("n", number("2"))
                .containsEntry("m", number("0"))
                .containsEntry("count", number("2"))
                .containsEntry("l", AttributeValue.fromL(List.of(text("e"), text("e"))))
                .containsEntry("tags", AttributeValue.fromSs(List.of("p")))
                .doesNotContainKey("gone");
        assertThat(client.updateItem(u -> update(u, ReturnValue.UPDATED_OLD)).attributes())
                .isEqualTo(Map.of("earliest", number("1")));
        assertThat(client.updateItem(u -> update(u, ReturnValue.UPDATED_NEW)).attributes())
                .isEqualTo(Map.of("earliest", number("7")));
        assertThat(client.deleteItem(d -> d.tableName(DEVICES)
                                .key(Map.of("clientId", text("a")))
                                .returnValues(ReturnValue.ALL_OLD))
                        .attributes())
                .containsEntry("earliest", number("7"));
        assertThat(aws.dynamoDb().items(DEVICES)).isEmpty();
    }

    private static void update(UpdateItemRequest.Builder request, ReturnValue returned) {
        request.tableName(DEVICES)
                .key(Map.of("clientId", text("a")))
                .updateExpression("SET earliest = :v")
                .expressionAttributeValues(Map.of(":v", number("7")))
                .returnValues(returned);
    }

    @Test
    void legacyParametersWork() {
        client.putItem(p -> p.tableName(DEVICES)
                .item(Map.of("clientId", text("a"), "v", number("1")))
                .expected(Map.of("clientId", expected(e -> e.exists(false)))));
        assertThatThrownBy(() -> client.putItem(p -> p.tableName(DEVICES)
                        .item(Map.of("clientId", text("a"), "v", number("2")))
                        .expected(Map.of("clientId", expected(e -> e.exists(false))))))
                .isInstanceOf(ConditionalCheckFailedException.class);

        client.updateItem(u -> u.tableName(DEVICES)
                .key(Map.of("clientId", text("a")))
                .attributeUpdates(Map.of(
                        "v",
                        AttributeValueUpdate.builder()
                                .action(AttributeAction.ADD)
                                .value(number("4"))
                                .build()))
                .expected(Map.of("v", expected(e -> e.comparisonOperator(ComparisonOperator.LT)
                        .attributeValueList(number("2"))))));
        assertThat(aws.dynamoDb().item(DEVICES, "a").orElseThrow().path("v").asInt())
                .isEqualTo(5);
    }

    private static ExpectedAttributeValue expected(Consumer<ExpectedAttributeValue.Builder> settings) {
        var builder = ExpectedAttributeValue.builder();
        settings.accept(builder);
        return builder.build();
    }

    @Test
    void queryReadsOnePartitionInOrderAndInPages() {
        putEvents("a", 1, 2, 3, 4, 5);
        putEvents("b", 9);

        assertThat(eventIds(client.query(q -> ofDevice(q, "a")))).containsExactly("e1", "e2", "e3", "e4", "e5");
        assertThat(eventIds(client.query(
                        q -> ofDevice(q, "a").scanIndexForward(false).limit(2))))
                .containsExactly("e5", "e4");
        List<String> paged = client.queryPaginator(q -> ofDevice(q, "a").limit(2)).items().stream()
                .map(item -> item.get("eventId").s())
                .toList();
        assertThat(paged).containsExactly("e1", "e2", "e3", "e4", "e5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "eventId = :x; e2",
                "eventId < :x; e1",
                "eventId <= :x; e1,e2",
                "eventId > :x; e3",
                "eventId >= :x; e2,e3",
                "eventId BETWEEN :x AND :x; e2",
                "begins_with(eventId, :x); e2",
                "(eventId > :x); e3",
            })
    void queryTakesEveryConditionOnTheSortKey(String condition, String found) {
        putEvents("a", 1, 2, 3);

        assertThat(eventIds(client.query(q -> q.tableName(EVENTS)
                        .keyConditionExpression("clientId = :c AND " + condition)
                        .expressionAttributeValues(Map.of(":c", text("a"), ":x", text("e2"))))))
                .containsExactly(found.split(","));
    }

    @Test
    void filterComesAfterTheLimit() {
        putEvents("a", 1, 2, 3, 4);

        QueryResponse page = client.query(q -> q.tableName(EVENTS)
                .keyConditionExpression("clientId = :c")
                .filterExpression("n > :n")
                .limit(3)
                .expressionAttributeValues(Map.of(":c", text("a"), ":n", number("2"))));

        assertThat(eventIds(page)).containsExactly("e3");
        assertThat(page.scannedCount()).isEqualTo(3);
        assertThat(page.lastEvaluatedKey()).containsEntry("eventId", text("e3"));
    }

    @Test
    void indexFollowsEveryWrite() {
        write("a", 1, "ONLINE");
        write("b", 2, "OFFLINE");
        write("c", 3, "OFFLINE");
        assertThat(offlineSince("2026-11-23T00:00:00Z")).containsExactly("b", "c");

        write("b", 4, "ONLINE");
        assertThat(offlineSince("2026-11-23T00:00:00Z")).containsExactly("c");
        assertThat(offlineSince("2026-11-23T00:00:05Z")).isEmpty();
        client.deleteItem(d -> d.tableName(DEVICES).key(Map.of("clientId", text("c"))));
        assertThat(offlineSince("2026-11-23T00:00:00Z")).isEmpty();
    }

    private static List<String> offlineSince(String since) {
        return client
                .queryPaginator(q -> q.tableName(DEVICES)
                        .indexName("state-since")
                        .keyConditionExpression("#st = :st AND since >= :since")
                        .expressionAttributeNames(Map.of("#st", "state"))
                        .expressionAttributeValues(Map.of(":st", text("OFFLINE"), ":since", text(since)))
                        .limit(1))
                .items()
                .stream()
                .map(item -> item.get("clientId").s())
                .toList();
    }

    @Test
    void scanReadsAllInPagesAndSegments() {
        for (String device : List.of("a", "b", "c", "d")) {
            putEvents(device, 1, 2);
        }
        assertThat(client.scanPaginator(s -> s.tableName(EVENTS).limit(3)).items())
                .hasSize(8);
        assertThat(client.scan(s -> s.tableName(EVENTS)
                                .filterExpression("clientId IN (:a, :b) AND NOT n = :n")
                                .expressionAttributeValues(
                                        Map.of(":a", text("a"), ":b", text("b"), ":n", number("1.0"))))
                        .count())
                .isEqualTo(2);
        int segments = Stream.of(0, 1, 2)
                .mapToInt(segment -> client.scan(
                                s -> s.tableName(EVENTS).segment(segment).totalSegments(3))
                        .count())
                .sum();
        assertThat(segments).isEqualTo(8);
    }

    @Test
    void projectionLeavesTheRestOut() {
        putEvents("a", 1);
        assertThat(client.query(q -> ofDevice(q, "a").projectionExpression("eventId"))
                        .items())
                .containsExactly(Map.of("eventId", text("e1")));
    }

    @Test
    void batchWritesAtMost25AndReadsAtMost100() {
        client.batchWriteItem(b -> b.requestItems(Map.of(EVENTS, puts(25))));
        assertThat(aws.dynamoDb().items(EVENTS)).hasSize(25);
        assertThatThrownBy(() -> client.batchWriteItem(b -> b.requestItems(Map.of(EVENTS, puts(26)))))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("25");
        assertThat(client.batchGetItem(b -> b.requestItems(Map.of(EVENTS, keys("a", "e1", "e24", "none"))))
                        .responses()
                        .get(EVENTS))
                .hasSize(2);
    }

    @Test
    void failedEntriesOfABatchComeBackUnprocessed() {
        aws.faults().next("dynamodb", "BatchWriteItem", Fault.failEntries(2), 1);

        BatchWriteItemResponse reply = client.batchWriteItem(b -> b.requestItems(Map.of(EVENTS, puts(5))));

        assertThat(reply.unprocessedItems().get(EVENTS)).hasSize(2);
        assertThat(aws.dynamoDb().items(EVENTS)).hasSize(3);
    }

    @Test
    void statementsOfABatchSucceedAndFailEachForItself() {
        client.putItem(p -> p.tableName(DEVICES)
                .item(Map.of("clientId", text("a"), "state", text("ONLINE"), "gone", text("x"), "n", number("1"))));
        aws.faults().next("dynamodb", "BatchExecuteStatement", Fault.failEntries(1), 1);

        List<BatchStatementResponse> responses = client.batchExecuteStatement(b -> b.statements(
                        statement(
                                "UPDATE \"devices\" SET \"state\"=?, b=? REMOVE \"gone\" SET n=? WHERE \"clientId\"=? AND \"n\"<?",
                                text("OFFLINE"),
                                text("y"),
                                number("2"),
                                text("a"),
                                number("2")),
                        statement("UPDATE devices SET b=? WHERE clientId=? AND n<?", text("z"), text("a"), number("2")),
                        statement("UPDATE devices SET b=? WHERE clientId=?", text("z"), text("none")),
                        statement("UPDATE nowhere SET b=? WHERE clientId=?", text("z"), text("a")),
                        statement("UPDATE devices SET b=? WHERE n=?", text("z"), number("2")),
                        statement("UPDATE devices SET b=? WHERE clientId=?", text("z")),
                        statement("UPDATE devices SET WHERE clientId=?", text("a")),
                        statement("UPDATE devices SET clientId=? WHERE clientId=?", text("b"), text("a")),
                        statement("UPDATE devices SET b=? WHERE clientId=?", text("z"), text("a"))))
                .responses();

        assertThat(responses)
                .extracting(response ->
                        response.error() == null ? "" : response.error().codeAsString())
                .containsExactly(
                        "",
                        "ConditionalCheckFailed",
                        "ConditionalCheckFailed",
                        "ResourceNotFound",
                        "ValidationError",
                        "ValidationError",
                        "ValidationError",
                        "ValidationError",
                        "ThrottlingError");
        assertThat(aws.dynamoDb().items(DEVICES)).singleElement().satisfies(item -> assertThat(
                        item.properties().stream()
                                .map(member -> member.getKey() + "="
                                        + member.getValue().asText()))
                .containsExactlyInAnyOrder("clientId=a", "state=OFFLINE", "n=2", "b=y"));
    }

    private static BatchStatementRequest statement(String text, AttributeValue... parameters) {
        return BatchStatementRequest.builder()
                .statement(text)
                .parameters(parameters)
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SET state = :v; reserved keyword; state",
                "SET a = :v, a = :v; overlap",
                "SET clientId = :v; part of the key",
                "SET a = :v, c = b; does not exist in the item",
                "SET a = :other; not defined",
                "SET a = #other; not defined",
                "SET b = :v + :v; incorrect data type",
                "REMOVE a; unused in expressions",
                "SET a; Syntax error",
                "PUT a = :v; Syntax error",
                "SET a = :v SET b = :v; only be used once",
            })
    void unsoundUpdateIsRefusedWithTheReason(String expression, String reason) {
        assertThatThrownBy(() -> client.updateItem(u -> u.tableName(DEVICES)
                        .key(Map.of("clientId", text("a")))
                        .updateExpression(expression)
                        .expressionAttributeValues(Map.of(":v", text("x")))))
                .isInstanceOfSatisfying(DynamoDbException.class, refused -> assertThat(
                                refused.awsErrorDetails().errorCode())
                        .isEqualTo("ValidationException"))
                .hasMessageContaining(reason);
        assertThat(aws.dynamoDb().items(DEVICES)).isEmpty();
    }

    @Test
    void unsoundItemsAreRefusedWithTheReason() {
        assertRefused(Map.of("x", text("y")), "Missing the key clientId");
        assertRefused(Map.of("clientId", number("1")), "Type mismatch for key clientId expected: S actual: N");
        assertRefused(Map.of("clientId", text("")), "cannot contain an empty string value");
        assertRefused(Map.of("clientId", text("a"), "state", number("1")), "Type mismatch for Index Key state");
        assertRefused(Map.of("clientId", text("a"), "n", number("twelve")), "cannot be converted to a numeric value");
        assertRefused(Map.of("clientId", text("a"), "n", number("1e999999999")), "overflow");
        assertRefused(Map.of("clientId", text("a"), "big", text("x".repeat(400 * 1024))), "maximum allowed size");
        assertThatThrownBy(() -> client.getItem(g -> g.tableName(EVENTS).key(Map.of("clientId", text("a")))))
                .hasMessageContaining("does not match the schema");
        assertThat(aws.dynamoDb().items(DEVICES)).isEmpty();
    }

    private static void assertRefused(Map<String, AttributeValue> item, String reason) {
        assertThatThrownBy(() -> client.putItem(p -> p.tableName(DEVICES).item(item)))
                .isInstanceOfSatisfying(DynamoDbException.class, refused -> assertThat(
                                refused.awsErrorDetails().errorCode())
                        .isEqualTo("ValidationException"))
                .hasMessageContaining(reason);
    }

    @Test
    void throttledCallIsRetriedByTheSdk() {
        aws.faults().next("dynamodb", "PutItem", Fault.throttle(), 1);
        assertThatThrownBy(() -> putEvents("a", 1)).isInstanceOf(ProvisionedThroughputExceededException.class);

        aws.faults().next("dynamodb", "PutItem", Fault.throttle(), 2);
        long before = aws.faults().calls("dynamodb", "PutItem");
        try (DynamoDbClient patient = Clients.retryingClient(DynamoDbClient.builder(), aws.uri())) {
            patient.putItem(p -> p.tableName(EVENTS).item(event("a", 1)));
        }
        assertThat(aws.faults().calls("dynamodb", "PutItem") - before).isEqualTo(3);
        assertThat(aws.dynamoDb().items(EVENTS)).hasSize(1);
    }

    @Test
    void replyThatIsLostAfterTheWriteMakesTheRetryFailItsOwnCondition() {
        aws.faults().next("dynamodb", "PutItem", Fault.loseReply(), 1);
        try (DynamoDbClient patient = Clients.retryingClient(DynamoDbClient.builder(), aws.uri())) {
            assertThatThrownBy(() -> patient.putItem(p -> p.tableName(EVENTS)
                            .item(event("a", 1))
                            .conditionExpression("attribute_not_exists(clientId)")
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)))
                    .isInstanceOfSatisfying(ConditionalCheckFailedException.class, failed -> assertThat(failed.item())
                            .isEqualTo(event("a", 1)));
        }
    }

    private static QueryRequest.Builder ofDevice(QueryRequest.Builder query, String device) {
        return query.tableName(EVENTS)
                .keyConditionExpression("clientId = :c")
                .expressionAttributeValues(Map.of(":c", text(device)));
    }

    private static List<String> eventIds(QueryResponse response) {
        return response.items().stream().map(item -> item.get("eventId").s()).toList();
    }

    private static void putEvents(String device, int... numbers) {
        for (int n : numbers) {
            client.putItem(p -> p.tableName(EVENTS).item(event(device, n)));
        }
    }

    private static Map<String, AttributeValue> event(String device, int n) {
        return new HashMap<>(
                Map.of("clientId", text(device), "eventId", text("e" + n), "n", number(String.valueOf(n))));
    }

    private static List<WriteRequest> puts(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> WriteRequest.builder()
                        .putRequest(p -> p.item(event("a", n)))
                        .build())
                .toList();
    }

    private static KeysAndAttributes keys(String device, String... ids) {
        return KeysAndAttributes.builder()
                .keys(Stream.of(ids)
                        .map(id -> Map.of("clientId", text(device), "eventId", text(id)))
                        .toList())
                .build();
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    private static AttributeValue number(String digits) {
        return AttributeValue.fromN(digits);
    }
}
