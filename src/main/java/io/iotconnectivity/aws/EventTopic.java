package io.iotconnectivity.aws;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;

/**
 * The SNS topic of all events, each a message with attributes for filter policies. Events that are published at the
 * same time share requests. In a FIFO topic each device's events stay in order: no request has two of one device, because the next is
 * published only after the one before was accepted, and an event that is published again within five minutes is dropped by SNS.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-batch-api-actions.html">Amazon SNS message batching</a>
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/fifo-message-grouping.html">Message grouping of FIFO topics</a>
 */
public final class EventTopic {
    /** Ends the name of every FIFO topic, and of no other. */
    private static final String FIFO = ".fifo";

    private static final int MOST_MESSAGES = 10;
    private static final int MOST_BYTES = 256 * 1024;

    /** More than the names, types and values of the attributes of one message. */
    private static final int ATTRIBUTE_BYTES = 1024;

    private final Supplier<SnsClient> client;
    private final String topicArn;
    private final Function<Event, String> groups;
    private final SharedRequests<Message> requests =
            new SharedRequests<>(MOST_MESSAGES, MOST_BYTES, Message::bytes, this::publish);

    /**
     * @param groups the message group of an event, in which a FIFO topic keeps messages in order
     */
    public EventTopic(Supplier<SnsClient> client, String topicArn, Function<Event, String> groups) {
        this.client = client;
        this.topicArn = topicArn;
        this.groups = groups;
    }

    private record Message(Event event, String text, int bytes) {}

    /**
     * Publishes an event.
     *
     * @param json the event as a CloudEvent
     * @throws NotTaken if SNS rejects this message only
     */
    public void publish(Event event, String json) throws Exception {
        int bytes = json.getBytes(StandardCharsets.UTF_8).length + ATTRIBUTE_BYTES;
        requests.send(new Message(event, json, bytes));
    }

    private Map<Integer, Exception> publish(List<Message> messages) {
        List<PublishBatchRequestEntry> entries = IntStream.range(0, messages.size())
                .mapToObj(i -> entry(Integer.toString(i), messages.get(i)))
                .toList();
        return client
                .get()
                .publishBatch(request -> request.topicArn(topicArn).publishBatchRequestEntries(entries))
                .failed()
                .stream()
                .collect(Collectors.toMap(failed -> Integer.valueOf(failed.id()), EventTopic::failure));
    }

    private PublishBatchRequestEntry entry(String id, Message message) {
        PublishBatchRequestEntry.Builder entry = PublishBatchRequestEntry.builder()
                .id(id)
                .message(message.text)
                .messageAttributes(attributes(message.event));
        if (topicArn.endsWith(FIFO)) {
            entry.messageGroupId(groups.apply(message.event)).messageDeduplicationId(message.event.id());
        }
        return entry.build();
    }

    private static Exception failure(BatchResultErrorEntry failed) {
        return new NotTaken("SNS rejected the message: " + failed.code() + " " + failed.message(), null);
    }

    /** The type, and whatever is known of state, reason and severity. */
    private static Map<String, MessageAttributeValue> attributes(Event event) {
        Map<String, String> known = new TreeMap<>();
        known.put("type", event.type().fullName());
        event.device().ifPresent(device -> known.put("state", device.state().name()));
        Optional<String> reason = event.device().flatMap(DeviceData::reason).or(() -> event.incident()
                .flatMap(IncidentData::reason));
        reason.ifPresent(text -> known.put("reason", text));
        event.data().severity().map(Severity::word).ifPresent(word -> known.put("severity", word));
        return known.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, attribute -> MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(attribute.getValue())
                        .build()));
    }
}
