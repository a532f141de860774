package io.iotconnectivity.sandbox.aws.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A message in a queue. It changes only while its queue is locked.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Message.html">Message</a>
 */
final class StoredMessage {
    final UUID id = UUID.randomUUID();
    final String body;
    final ObjectNode attributes;
    final Instant sent;
    Instant visible;
    long order;
    int receives;
    Optional<Instant> firstReceived = Optional.empty();
    Optional<String> deadLetterSource = Optional.empty();

    StoredMessage(String body, ObjectNode attributes, Instant sent, Instant visible) {
        this.body = body;
        this.attributes = attributes;
        this.sent = sent;
        this.visible = visible;
    }

    boolean isUnderWay(Instant now) {
        return receives > 0 && visible.isAfter(now);
    }

    /** A different one for each receive. */
    String handle() {
        return id + "/" + receives;
    }

    ObjectNode json(ReceiveRequest request) {
        ObjectNode message = Json.object()
                .put("MessageId", id.toString())
                .put("ReceiptHandle", handle())
                .put("MD5OfBody", Digests.ofBody(body))
                .put("Body", body);
        ObjectNode told = Json.object();
        attributes.properties().stream()
                .filter(entry -> request.wantsAttribute(entry.getKey()))
                .forEach(entry -> told.set(entry.getKey(), entry.getValue()));
        if (!told.isEmpty()) {
            message.put("MD5OfMessageAttributes", Digests.ofAttributes(told)).set("MessageAttributes", told);
        }
        ObjectNode system = Json.object()
                .put("SenderId", "SANDBOX")
                .put("SentTimestamp", String.valueOf(sent.toEpochMilli()))
                .put("ApproximateReceiveCount", String.valueOf(receives));
        firstReceived.ifPresent(
                at -> system.put("ApproximateFirstReceiveTimestamp", String.valueOf(at.toEpochMilli())));
        deadLetterSource.ifPresent(arn -> system.put("DeadLetterQueueSourceArn", arn));
        system.properties().removeIf(entry -> !request.wantsSystem(entry.getKey()));
        if (!system.isEmpty()) {
            message.set("Attributes", system);
        }
        return message;
    }
}
