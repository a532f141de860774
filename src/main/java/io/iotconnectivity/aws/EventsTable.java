package io.iotconnectivity.aws;

import io.iotconnectivity.event.DeviceData;
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
     * One event as an item; one about an incident stands under the key of that. The same event always makes the same item, so that writing it again changes nothing.
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
