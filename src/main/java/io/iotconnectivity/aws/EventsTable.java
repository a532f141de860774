package io.iotconnectivity.aws;

import io.iotconnectivity.event.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The items of the DynamoDB table that holds every event of every device until it expires. */
public final class EventsTable {
    private final Duration keep;

    /**
     * @param keep how long an event stays in the table
     */
    public EventsTable(Duration keep) {
        this.keep = keep;
    }

    /**
     * One event as an item. The same event always makes the same item, so that writing it again changes nothing.
     *
     * @param json the event as a CloudEvent
     */
    public Map<String, AttributeValue> item(Event event, String json) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("clientId", AttributeValue.fromS(event.data().clientId()));
        item.put("eventId", AttributeValue.fromS(event.id()));
        item.put("type", AttributeValue.fromS(event.type().fullName()));
        item.put("time", AttributeValue.fromS(AwsTime.text(event.time())));
        item.put("state", AttributeValue.fromS(event.data().state().name()));
        event.data().reason().ifPresent(reason -> item.put("reason", AttributeValue.fromS(reason)));
        item.put("event", AttributeValue.fromS(json));
        long expires = event.time().plus(keep).getEpochSecond();
        item.put("expiresAt", AttributeValue.fromN(Long.toString(expires)));
        return item;
    }
}
