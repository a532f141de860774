package io.iotconnectivity.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.sqs.Sqs;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What the IoT rule <code>SELECT * FROM '$aws/events/presence/#'</code> does with an SQS action: sends every lifecycle
 * event to a queue unchanged. Some events go through the rule's error action, which sends the same event in an envelope
 * after the action has failed.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html">Error handling</a>
 */
public final class PresenceRule implements Consumer<LifecycleEvent>, AutoCloseable {
    static final String NAME = "iot_connectivity_events";

    private static final String ROLE = "arn:aws:iam::123456789012:role/iot-rules";

    private final Sqs sqs;
    private final String queue;
    private final BooleanSupplier enabled;
    private final double failures;
    private final Random chance;
    private final PresenceFeed feed;

    /**
     * @param queue    that exists
     * @param enabled  whether the rule is there and switched on; asked for every event
     * @param failures share of the events that come as failures of the rule, 0 to 1
     * @param mischief what goes wrong in transit; a standard queue guarantees neither order nor exactly-once delivery
     */
    public PresenceRule(Sqs sqs, String queue, BooleanSupplier enabled, double failures, Mischief mischief) {
        this.sqs = sqs;
        this.queue = queue;
        this.enabled = enabled;
        this.failures = failures;
        this.chance = new Random(mischief.seed());
        this.feed = new PresenceFeed(mischief, this::send);
    }

    @Override
    public void accept(LifecycleEvent event) {
        if (enabled.getAsBoolean()) {
            feed.accept(event);
        }
    }

    /** The rule as returned by GetTopicRule. */
    static ObjectNode definition(String queueUrl) {
        ObjectNode rule = JsonNodeFactory.instance
                .objectNode()
                .put("sql", "SELECT * FROM '$aws/events/presence/#'")
                .put("awsIotSqlVersion", "2016-03-23");
        rule.putArray("actions").addObject().set("sqs", action(queueUrl));
        rule.putObject("errorAction").set("sqs", action(queueUrl));
        return rule;
    }

    private static ObjectNode action(String queueUrl) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("roleArn", ROLE)
                .put("queueUrl", queueUrl)
                .put("useBase64", false);
    }

    private void send(LifecycleEvent event) {
        sqs.send(queue, chance.nextDouble() < failures ? failure(event) : event.json());
    }

    private String failure(LifecycleEvent event) {
        byte[] payload = event.json().getBytes(StandardCharsets.UTF_8);
        ObjectNode envelope = JsonNodeFactory.instance
                .objectNode()
                .put("ruleName", NAME)
                .put("topic", event.topic())
                .put("cloudwatchTraceId", UUID.randomUUID().toString())
                // AWS itself published the event, not the client.
                .put("clientId", "N/A")
                .put("base64OriginalPayload", Base64.getEncoder().encodeToString(payload));
        envelope.putArray("failures")
                .addObject()
                .put("failedAction", "SqsAction")
                .put("failedResource", queue)
                .put("errorMessage", "Failed to send message to SQS queue. The error received was Rate exceeded.");
        return envelope.toString();
    }

    @Override
    public void close() {
        feed.close();
    }
}
