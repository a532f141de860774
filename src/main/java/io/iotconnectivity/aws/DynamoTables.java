package io.iotconnectivity.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/**
 * Ensures at startup that both DynamoDB tables exist and have the right form. Problems are logged and never prevent the
 * start: deliveries wait for a table that is created later.
 */
public final class DynamoTables {
    private static final Logger LOG = LoggerFactory.getLogger(DynamoTables.class);
    private static final String CREATE = "sink.dynamodb.create-tables";
    /** In the events table: seconds since 1970 after which DynamoDB may delete an event. */
    public static final String TTL_ATTRIBUTE = "expiresAt";

    private final Supplier<DynamoDbClient> client;
    private final List<Wanted> wanted;
    private final boolean create;
    private final Duration patience;

    /**
     * @param create whether to create a missing table
     * @param patience how long to wait for a new table; AWS takes about ten seconds
     */
    public DynamoTables(
            Supplier<DynamoDbClient> client,
            String devicesTable,
            String eventsTable,
            boolean create,
            Duration patience) {
        this.client = client;
        this.wanted = List.of(devices(devicesTable), events(eventsTable));
        this.create = create;
        this.patience = patience;
    }

    /** The required form of the tables, the devices table first: what {@code sink.dynamodb.create-tables} creates. */
    public static List<CreateTableRequest> wanted(String devicesTable, String eventsTable) {
        return List.of(devices(devicesTable).request(), events(eventsTable).request());
    }

    /**
     * Checks both tables, and creates missing ones if configured. Takes at most the patience for each, plus a few
     * calls.
     *
     * @return the problems, each naming the table, the setting and the fix; also logged
     */
    public List<String> prepare() {
        List<String> problems = new ArrayList<>();
        for (Wanted table : wanted) {
            try {
                prepare(table).ifPresent(problems::add);
            } catch (SdkException e) {
                problems.add(
                        table.label() + " cannot be " + (create ? "created or " : "") + "checked: " + e.getMessage());
            }
        }
        problems.forEach(LOG::error);
        return List.copyOf(problems);
    }

    private Optional<String> prepare(Wanted table) {
        Optional<TableDescription> found = describe(table.name);
        if (found.isEmpty()) {
            if (!create) {
                return Optional.of(table.label() + " is missing; create it, set " + CREATE
                        + "=true, or name another one. Events wait until it exists.");
            }
            found = Optional.of(create(table));
        }
        return misfit(table, found.get()).or(() -> expiry(table));
    }

    private Optional<TableDescription> describe(String name) {
        try {
            return Optional.of(client.get()
                    .describeTable(request -> request.tableName(name))
                    .table());
        } catch (ResourceNotFoundException missing) {
            return Optional.empty();
        }
    }

    private TableDescription create(Wanted table) {
        try {
            client.get().createTable(table.request());
            LOG.info("{} is being created", table.label());
        } catch (ResourceInUseException anotherInstanceWasFaster) {
            LOG.debug("{} is being created by another instance", table.label());
        }
        return client.get()
                .waiter()
                .waitUntilTableExists(
                        request -> request.tableName(table.name),
                        // Bounded by time alone.
                        waiting -> waiting.waitTimeout(patience)
                                .maxAttempts(Integer.MAX_VALUE)
                                .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(500))))
                .matched()
                .response()
                .orElseThrow()
                .table();
    }

    private static Optional<String> misfit(Wanted table, TableDescription found) {
        Map<KeyType, String> keys = found.keySchema().stream()
                .collect(Collectors.toMap(KeySchemaElement::keyType, KeySchemaElement::attributeName));
        if (!keys.equals(table.keys)) {
            return Optional.of(table.label() + " has the key " + keys + " but needs " + table.keys
                    + ", each a string; name another table, and set " + CREATE + "=true to have it made");
        }
        boolean indexed = table.index.isEmpty()
                || found.globalSecondaryIndexes().stream()
                        .anyMatch(index -> index.indexName().equals(table.index.get()));
        return indexed
                ? Optional.empty()
                : Optional.of(table.label() + " has no index '" + table.index.get()
                        + "' (state, since); it works without, but cannot be queried by state");
    }

    private Optional<String> expiry(Wanted table) {
        if (!table.expires) {
            return Optional.empty();
        }
        if (hasExpiry(table)) {
            return Optional.empty();
        }
        if (!create) {
            return Optional.of(table.label() + " has no expiry, so its events are kept forever; run: aws dynamodb"
                    + " update-time-to-live --table-name " + table.name
                    + " --time-to-live-specification Enabled=true,AttributeName=" + TTL_ATTRIBUTE);
        }
        try {
            client.get().updateTimeToLive(request -> request.tableName(table.name)
                    .timeToLiveSpecification(spec -> spec.enabled(true).attributeName(TTL_ATTRIBUTE)));
        } catch (DynamoDbException e) {
            // Another instance that was started at the same time may have been faster.
            if (!hasExpiry(table)) {
                throw e;
            }
        }
        return Optional.empty();
    }

    private boolean hasExpiry(Wanted table) {
        TimeToLiveStatus status = client.get()
                .describeTimeToLive(request -> request.tableName(table.name))
                .timeToLiveDescription()
                .timeToLiveStatus();
        return status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING;
    }

    private static Wanted devices(String name) {
        return new Wanted(
                name,
                "sink.dynamodb.devices-table",
                Map.of(KeyType.HASH, "clientId"),
                Optional.of("state-since"),
                false);
    }

    private static Wanted events(String name) {
        return new Wanted(
                name,
                "sink.dynamodb.events-table",
                Map.of(KeyType.HASH, "clientId", KeyType.RANGE, "eventId"),
                Optional.empty(),
                true);
    }

    /**
     * The required form of a table.
     *
     * @param index of the devices by {@code state} and {@code since}, if there should be one
     */
    private record Wanted(
            String name, String setting, Map<KeyType, String> keys, Optional<String> index, boolean expires) {

        String label() {
            return "DynamoDB table '" + name + "' (" + setting + ")";
        }

        CreateTableRequest request() {
            List<AttributeDefinition> attributes = new ArrayList<>();
            keys.values().forEach(key -> attributes.add(string(key)));
            CreateTableRequest.Builder request = CreateTableRequest.builder()
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(schema(keys));
            index.ifPresent(indexName -> {
                attributes.add(string("state"));
                attributes.add(string("since"));
                request.globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName(indexName)
                        .keySchema(schema(Map.of(KeyType.HASH, "state", KeyType.RANGE, "since")))
                        .projection(projection -> projection.projectionType(ProjectionType.ALL))
                        .build());
            });
            return request.attributeDefinitions(attributes).build();
        }

        /** The hash key comes first, as DynamoDB requires. */
        private static List<KeySchemaElement> schema(Map<KeyType, String> keys) {
            return keys.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(key -> KeySchemaElement.builder()
                            .keyType(key.getKey())
                            .attributeName(key.getValue())
                            .build())
                    .toList();
        }

        private static AttributeDefinition string(String name) {
            return AttributeDefinition.builder()
                    .attributeName(name)
                    .attributeType(ScalarAttributeType.S)
                    .build();
        }
    }
}
