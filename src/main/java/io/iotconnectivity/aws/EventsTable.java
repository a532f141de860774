package io.iotconnectivity.aws;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The DynamoDB table that holds every event of every device until it expires. Events that are written at the same time
 * share requests.
 */
public final class EventsTable {
    /**
     * So many items always fit: each may have 400 KB, and a request 16 MB.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html">BatchWriteItem</a>
     */
    private static final int MOST_ITEMS = 25;

    private final Supplier<DynamoDbClient> client;
    private final String table;
    private final Duration keep;
    private final SharedRequests<Map<String, AttributeValue>> requests =
            new SharedRequests<>(MOST_ITEMS, Integer.MAX_VALUE, item -> 0, this::put);

    /**
     * @param keep how long an event stays in the table
     */
    public EventsTable(Supplier<DynamoDbClient> client, String table, Duration keep) {
        this.client = client;
        this.table = table;
        this.keep = keep;
    }

    /**
     * Writes an event; the same event again changes nothing.
     *
     * @param json the event as a CloudEvent
     * @throws IllegalStateException if the table does not exist
     * @throws NotTaken if the table has no capacity for it now
     */
    public void write(Event event, String json) throws Exception {
        try {
            requests.send(item(event, json));
        } catch (ResourceNotFoundException e) {
            throw new IllegalStateException(
                    "there is no DynamoDB table '" + table + "' (sink.dynamodb.events-table); create it, or set"
                            + " sink.dynamodb.create-tables=true and restart",
                    e);
        }
    }

    private Map<Integer, Exception> put(List<Map<String, AttributeValue>> items) {
        if (items.size() == 1) {
            client.get().putItem(request -> request.tableName(table).item(items.get(0)));
            return Map.of();
        }
        List<WriteRequest> writes = items.stream()
                .map(item ->
                        WriteRequest.builder().putRequest(put -> put.item(item)).build())
                .toList();
        List<WriteRequest> left = client.get()
                .batchWriteItem(request -> request.requestItems(Map.of(table, writes)))
                .unprocessedItems()
                .getOrDefault(table, List.of());
        Set<Map<String, AttributeValue>> unwritten =
                left.stream().map(write -> write.putRequest().item()).collect(Collectors.toSet());
        return IntStream.range(0, items.size())
                .filter(i -> unwritten.contains(items.get(i)))
                .boxed()
                .collect(Collectors.toMap(
                        i -> i,
                        i -> new NotTaken("DynamoDB had no capacity for the item in table '" + table + "'", null)));
    }

    /**
     * One event as an item; an incident event is stored under the incident's key. The same event always makes the same
     * item, so that writing it again changes nothing.
     *
     * @param json the event as a CloudEvent
     */
    public Map<String, AttributeValue> item(Event event, String json) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("clientId", AttributeValue.fromS(event.subject()));
        item.put("eventId", AttributeValue.fromS(event.id()));
        item.put("type", AttributeValue.fromS(event.type().fullName()));
        item.put("time", AttributeValue.fromS(AwsTime.text(event.time())));
        event.device()
                .ifPresent(data ->
                        item.put("state", AttributeValue.fromS(data.state().name())));
        event.device()
                .flatMap(DeviceData::reason)
                .ifPresent(reason -> item.put("reason", AttributeValue.fromS(reason)));
        item.put("event", AttributeValue.fromS(json));
        long expires = event.time().plus(keep).getEpochSecond();
        item.put("expiresAt", AttributeValue.fromN(Long.toString(expires)));
        return item;
    }
}
