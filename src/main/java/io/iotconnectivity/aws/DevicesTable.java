package io.iotconnectivity.aws;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The DynamoDB table that holds one row per device: its current state. A row only ever advances to newer events.
 *
 * <p>Rows that are written at the same time share requests, as PartiQL statements: {@code BatchWriteItem} has no conditions. A statement
 * changes a row that is there and is older than the event; whatever else becomes of it, {@code UpdateItem} decides, which also creates rows.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html">BatchExecuteStatement</a>
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html">PartiQL update
 *     statements</a>
 */
public final class DevicesTable {
    private static final Logger LOG = LoggerFactory.getLogger(DevicesTable.class);
    private static final String NEWER = "attribute_not_exists(clientId) OR #sequence < :sequence";

    private static final int MOST_STATEMENTS = 25;

    /** Statements are not accepted from us, whatever they say. */
    private static final Set<String> NO_STATEMENTS =
            Set.of("AccessDeniedException", "ValidationException", "UnknownOperationException");

    private static final Set<BatchStatementErrorCodeEnum> NO_CAPACITY = Set.of(
            BatchStatementErrorCodeEnum.PROVISIONED_THROUGHPUT_EXCEEDED,
            BatchStatementErrorCodeEnum.REQUEST_LIMIT_EXCEEDED,
            BatchStatementErrorCodeEnum.THROTTLING_ERROR);

    private final Supplier<DynamoDbClient> client;
    private final String table;
    private final SharedRequests<Row> requests =
            new SharedRequests<>(MOST_STATEMENTS, Integer.MAX_VALUE, row -> 0, this::update);
    private final AtomicBoolean statementsAreRefused = new AtomicBoolean();

    public DevicesTable(Supplier<DynamoDbClient> client, String table) {
        this.client = client;
        this.table = table;
    }

    /**
     * What a row must become.
     *
     * @param attributes all except the key; absent ones must be removed from the row
     */
    record Row(String clientId, SortedMap<String, Optional<AttributeValue>> attributes) {}

    /** A row needs a request of its own. */
    private static final class Alone extends Exception {
        private static final long serialVersionUID = 1L;
        private static final Alone INSTANCE = new Alone();

        private Alone() {
            super("needs a request of its own", null, false, false);
        }
    }

    /**
     * Updates the device's row to this event; does nothing for an incident event. Also returns if the row already has
     * this event or a newer one, which happens after a lost response.
     *
     * @throws IllegalStateException if the table does not exist
     * @throws NotTaken if the table has no capacity for it now
     */
    public void write(Event event) throws Exception {
        if (event.device().isPresent()) {
            DeviceData data = event.device().get();
            write(row(event, data), data);
        }
    }

    private void write(Row row, DeviceData data) throws Exception {
        try {
            // A statement cannot create a row.
            boolean mayBeNew = data.previousState() == Verdict.UNKNOWN;
            if (mayBeNew || statementsAreRefused.get()) {
                updateAlone(row);
            } else {
                updateWithOthers(row);
            }
        } catch (ConditionalCheckFailedException newerIsThere) {
            LOG.debug("{} already has a newer row", Printable.of(data.clientId()));
        } catch (ResourceNotFoundException e) {
            throw new IllegalStateException(
                    "there is no DynamoDB table '" + table + "' (sink.dynamodb.devices-table); create it, or set"
                            + " sink.dynamodb.create-tables=true and restart",
                    e);
        }
    }

    private void updateWithOthers(Row row) throws Exception {
        try {
            requests.send(row);
        } catch (Alone e) {
            updateAlone(row);
        }
    }

    private void updateAlone(Row row) {
        client.get().updateItem(request(row));
    }

    private Map<Integer, Exception> update(List<Row> rows) {
        if (rows.size() == 1) {
            updateAlone(rows.get(0));
            return Map.of();
        }
        try {
            List<BatchStatementRequest> statements =
                    rows.stream().map(this::statement).toList();
            return failures(client.get()
                    .batchExecuteStatement(request -> request.statements(statements))
                    .responses());
        } catch (DynamoDbException e) {
            if (e.isThrottlingException()) {
                throw e;
            }
            AwsErrorDetails details = e.awsErrorDetails();
            if (details != null && NO_STATEMENTS.contains(details.errorCode())) {
                doWithoutStatements(details.errorMessage());
            }
            return IntStream.range(0, rows.size()).boxed().collect(Collectors.toMap(i -> i, i -> Alone.INSTANCE));
        }
    }

    private Map<Integer, Exception> failures(List<BatchStatementResponse> responses) {
        Map<Integer, Exception> failures = new HashMap<>();
        int refused = 0;
        for (int i = 0; i < responses.size(); i++) {
            BatchStatementError error = responses.get(i).error();
            if (error == null) {
                continue;
            }
            failures.put(i, NO_CAPACITY.contains(error.code()) ? noCapacity() : Alone.INSTANCE);
            refused += error.code() == BatchStatementErrorCodeEnum.ACCESS_DENIED
                            || error.code() == BatchStatementErrorCodeEnum.VALIDATION_ERROR
                    ? 1
                    : 0;
        }
        // One alone may be about its row.
        if (refused == responses.size()) {
            doWithoutStatements(responses.get(0).error().message());
        }
        return failures;
    }

    private NotTaken noCapacity() {
        return new NotTaken("DynamoDB had no capacity for the row in table '" + table + "'", null);
    }

    private void doWithoutStatements(String why) {
        if (statementsAreRefused.compareAndSet(false, true)) {
            LOG.warn(
                    "Rows of DynamoDB table '{}' are written one by one until the next start, which takes more requests, because the"
                            + " table does not accept PartiQL statements from us; allow dynamodb:PartiQLUpdate: {}",
                    table,
                    Printable.line(String.valueOf(why)));
        }
    }

    /** {@code UPDATE "table" SET "a"=? … REMOVE "b" … WHERE "clientId"=? AND "sequence"<?}, which fails if there is no row. */
    BatchStatementRequest statement(Row row) {
        List<AttributeValue> parameters = new ArrayList<>();
        StringBuilder sets = new StringBuilder("UPDATE \"").append(table).append('"');
        StringBuilder removes = new StringBuilder();
        row.attributes.forEach((name, value) -> value.ifPresentOrElse(
                present -> {
                    sets.append(" SET \"").append(name).append("\"=?");
                    parameters.add(present);
                },
                () -> removes.append(" REMOVE \"").append(name).append('"')));
        parameters.add(AttributeValue.fromS(row.clientId));
        parameters.add(row.attributes.get("sequence").orElseThrow());
        return BatchStatementRequest.builder()
                .statement(sets.append(removes)
                        .append(" WHERE \"clientId\"=? AND \"sequence\"<?")
                        .toString())
                .parameters(parameters)
                .build();
    }

    UpdateItemRequest request(Row row) {
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> sets = new ArrayList<>();
        List<String> removes = new ArrayList<>();
        row.attributes.forEach((name, value) -> {
            // Always aliased: 'state' and others are reserved words.
            names.put("#" + name, name);
            value.ifPresentOrElse(
                    present -> {
                        values.put(":" + name, present);
                        sets.add("#" + name + " = :" + name);
                    },
                    () -> removes.add("#" + name));
        });
        String expression = "SET " + String.join(", ", sets);
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(Map.of("clientId", AttributeValue.fromS(row.clientId)))
                .updateExpression(removes.isEmpty() ? expression : expression + " REMOVE " + String.join(", ", removes))
                .conditionExpression(NEWER)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build();
    }

    static Row row(Event event, DeviceData data) {
        SortedMap<String, Optional<AttributeValue>> attributes = new TreeMap<>();
        attributes.put("state", text(data.state().name()));
        attributes.put("since", data.since().map(AwsTime::text).map(AttributeValue::fromS));
        attributes.put("reason", data.reason().map(AttributeValue::fromS));
        attributes.put("cause", data.cause().map(Enum::name).map(AttributeValue::fromS));
        attributes.put("lastWill", Optional.of(AttributeValue.fromBool(data.lastWill())));
        attributes.put("thingName", data.thingName().map(AttributeValue::fromS));
        attributes.put(
                "versionNumber",
                data.versionNumber().isPresent() ? number(data.versionNumber().getAsLong()) : Optional.empty());
        attributes.put("sessionIdentifier", data.sessionIdentifier().map(AttributeValue::fromS));
        attributes.put("incidentId", data.incidentId().map(AttributeValue::fromS));
        attributes.put("updatedAt", text(AwsTime.text(event.time())));
        attributes.put("sequence", number(data.sequence()));
        return new Row(data.clientId(), attributes);
    }

    private static Optional<AttributeValue> text(String value) {
        return Optional.of(AttributeValue.fromS(value));
    }

    private static Optional<AttributeValue> number(long value) {
        return Optional.of(AttributeValue.fromN(Long.toString(value)));
    }
}
