package io.iotconnectivity.aws;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The DynamoDB table that holds one row a device: what is true of it now. A row only ever moves on to newer events. */
public final class DevicesTable {
    private static final Logger LOG = LoggerFactory.getLogger(DevicesTable.class);
    private static final String NEWER = "attribute_not_exists(clientId) OR #sequence < :sequence";

    private final Supplier<DynamoDbClient> client;
    private final String table;

    public DevicesTable(Supplier<DynamoDbClient> client, String table) {
        this.client = client;
        this.table = table;
    }

    /**
     * Brings the device's row up to this event; does nothing for one that is about an incident. Returns also where the row holds this event or a newer one already,
     * which is so after a reply that was lost.
     *
     * @throws IllegalStateException if there is no such table
     */
    public void write(Event event) {
        event.device().ifPresent(data -> write(event, data));
    }

    private void write(Event event, DeviceData data) {
        try {
            client.get().updateItem(update(event, data));
        } catch (ConditionalCheckFailedException newerIsThere) {
            LOG.debug("{} has a newer row already", Printable.of(data.clientId()));
        } catch (ResourceNotFoundException e) {
            throw new IllegalStateException(
                    "there is no DynamoDB table '" + table + "' (sink.dynamodb.devices-table); create it, or set"
                            + " sink.dynamodb.create-tables=true and restart",
                    e);
        }
    }

    UpdateItemRequest update(Event event, DeviceData data) {
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> sets = new ArrayList<>();
        List<String> removes = new ArrayList<>();
        attributes(event, data).forEach((name, value) -> {
            // Always by alias: 'state' and others are reserved words.
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
                .key(Map.of("clientId", AttributeValue.fromS(data.clientId())))
                .updateExpression(removes.isEmpty() ? expression : expression + " REMOVE " + String.join(", ", removes))
                .conditionExpression(NEWER)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build();
    }

    /** Every attribute beside the key; those that are empty have to go from the row. */
    private static Map<String, Optional<AttributeValue>> attributes(Event event, DeviceData data) {
        Map<String, Optional<AttributeValue>> attributes = new TreeMap<>();
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
        return attributes;
    }

    private static Optional<AttributeValue> text(String value) {
        return Optional.of(AttributeValue.fromS(value));
    }

    private static Optional<AttributeValue> number(long value) {
        return Optional.of(AttributeValue.fromN(Long.toString(value)));
    }
}
