package io.iotconnectivity.sandbox.aws.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * SNS in memory: topics, publishing, and subscriptions over HTTP to this machine. Deliveries never affect the
 * publisher.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/welcome.html">API reference</a>
 */
public final class Sns implements Service, AutoCloseable {
    private static final String ARN = "arn:aws:sns:us-east-1:123456789012:";
    private static final Pattern TOPIC_NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}(\\.fifo)?");
    private static final int MAX_MESSAGE = 256 * 1024;
    private static final int MAX_BATCH = 10;
    private static final int PAGE = 100;
    /** The most published messages kept; the oldest are dropped. */
    private static final int KEPT_MESSAGES = 10_000;

    private final NavigableMap<String, Topic> topics = new ConcurrentSkipListMap<>();
    private final Deque<Message> published = new ArrayDeque<>();
    private final Deliveries deliveries;

    /** @param self where this endpoint can be reached; confirmation links point there */
    public Sns(Supplier<URI> self) {
        this.deliveries = new Deliveries(self);
    }

    @Override
    public JsonNode call(Call call) {
        ObjectNode input = call.input();
        return switch (call.operation()) {
            case "CreateTopic" ->
                Json.object().put("TopicArn", createTopic(input.path("Name").asText()));
            case "ListTopics" -> listTopics(input);
            case "GetTopicAttributes" -> topicAttributes(topic(input));
            case "DeleteTopic" -> {
                topics.remove(input.path("TopicArn").asText());
                yield Json.object();
            }
            case "Publish" -> publish(input);
            case "PublishBatch" -> publishBatch(input, call.failingEntries());
            case "Subscribe" -> subscribe(input);
            case "ConfirmSubscription" -> confirm(input);
            case "Unsubscribe" -> {
                topics.values()
                        .forEach(topic ->
                                topic.unsubscribe(input.path("SubscriptionArn").asText()));
                yield Json.object();
            }
            case "SetSubscriptionAttributes" -> {
                subscription(input)
                        .set(
                                input.path("AttributeName").asText(),
                                input.path("AttributeValue").asText());
                yield Json.object();
            }
            case "GetSubscriptionAttributes" -> subscription(input).attributes();
            case "ListSubscriptions" ->
                list(topics.values().stream()
                        .flatMap(topic -> topic.subscriptions().stream())
                        .toList());
            case "ListSubscriptionsByTopic" -> list(topic(input).subscriptions());
            default ->
                throw new AwsError(400, "InvalidAction", "The sandbox does not know the operation " + call.operation());
        };
    }

    /** Creates the topic unless it exists. @return its ARN */
    public String createTopic(String name) {
        if (!TOPIC_NAME.matcher(name).matches()) {
            throw invalid("Topic Name");
        }
        String arn = ARN + name;
        topics.putIfAbsent(arn, new Topic(arn));
        return arn;
    }

    /** The last 10,000 accepted messages, oldest first. */
    public List<Message> published() {
        synchronized (published) {
            return List.copyOf(published);
        }
    }

    @Override
    public void close() {
        deliveries.close();
    }

    @Override
    public JsonNode dump() {
        ObjectNode all = Json.object();
        ArrayNode arns = all.putArray("topics");
        topics.keySet().forEach(arns::add);
        all.setAll((ObjectNode) call(new Call("ListSubscriptions", Json.object())));
        ArrayNode messages = all.putArray("published");
        published().forEach(message -> messages.add(message.dump()));
        return all;
    }

    @Override
    public AwsError throttled() {
        return new AwsError(400, "Throttling", "Rate exceeded");
    }

    @Override
    public AwsError notFound() {
        return new AwsError(404, "NotFound", "Topic does not exist");
    }

    private JsonNode listTopics(ObjectNode input) {
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("Topics");
        List<String> arns = topics.tailMap(input.path("NextToken").asText(""), false).keySet().stream()
                .limit(PAGE)
                .toList();
        arns.forEach(arn -> list.addObject().put("TopicArn", arn));
        if (arns.size() == PAGE) {
            result.put("NextToken", arns.get(PAGE - 1));
        }
        return result;
    }

    private static JsonNode topicAttributes(Topic topic) {
        ObjectNode result = Json.object();
        result.putObject("Attributes")
                .put("TopicArn", topic.arn())
                .put("Owner", "123456789012")
                .put("DisplayName", "")
                .put("SubscriptionsConfirmed", count(topic, true))
                .put("SubscriptionsPending", count(topic, false))
                .put("SubscriptionsDeleted", "0");
        return result;
    }

    private static String count(Topic topic, boolean confirmed) {
        return String.valueOf(topic.subscriptions().stream()
                .filter(subscription -> subscription.isConfirmed() == confirmed)
                .count());
    }

    private JsonNode publish(ObjectNode input) {
        String target = input.has("TopicArn")
                ? input.get("TopicArn").asText()
                : input.path("TargetArn").asText();
        Topic topic = topic(target);
        Message message = Message.read(input, topic.arn());
        if (message.size() > MAX_MESSAGE) {
            throw invalid("Message too long");
        }
        accept(topic, message, input);
        return Json.object().put("MessageId", message.id());
    }

    private JsonNode publishBatch(ObjectNode input, int failingEntries) {
        Topic topic = topic(input);
        JsonNode entries = input.path("PublishBatchRequestEntries");
        requireSoundBatch(entries);
        ObjectNode result = Json.object();
        ArrayNode successful = result.putArray("Successful");
        ArrayNode failed = result.putArray("Failed");
        int left = entries.size() - failingEntries;
        for (JsonNode entry : entries) {
            String id = entry.path("Id").asText();
            if (left-- > 0) {
                Message message = Message.read((ObjectNode) entry, topic.arn());
                accept(topic, message, (ObjectNode) entry);
                successful.addObject().put("Id", id).put("MessageId", message.id());
            } else {
                failed.addObject()
                        .put("Id", id)
                        .put("Code", "InternalError")
                        .put("Message", "The sandbox was asked to fail this entry")
                        .put("SenderFault", false);
            }
        }
        return result;
    }

    private static void requireSoundBatch(JsonNode entries) {
        if (entries.isEmpty()) {
            throw new AwsError(400, "EmptyBatchRequest", "The batch request doesn't contain any entries.");
        }
        if (entries.size() > MAX_BATCH) {
            throw new AwsError(
                    400, "TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
        }
        Set<String> ids = new HashSet<>();
        int size = 0;
        for (JsonNode entry : entries) {
            if (!ids.add(entry.path("Id").asText())) {
                throw new AwsError(
                        400, "BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
            }
            size += entry.path("Message").asText().getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > MAX_MESSAGE) {
            throw new AwsError(
                    400,
                    "BatchRequestTooLong",
                    "The length of all the batch messages put together is more than the limit.");
        }
    }

    private void accept(Topic topic, Message message, ObjectNode input) {
        if (topic.isFifo()) {
            String deduplicationId = input.path("MessageDeduplicationId").asText();
            if (message.group().isEmpty()) {
                throw invalid("The MessageGroupId parameter is required for FIFO topics");
            }
            if (deduplicationId.isEmpty()) {
                throw invalid("The topic should either have ContentBasedDeduplication enabled or"
                        + " MessageDeduplicationId provided explicitly");
            }
            if (!topic.isNew(deduplicationId)) {
                return;
            }
        }
        synchronized (published) {
            published.addLast(message);
            if (published.size() > KEPT_MESSAGES) {
                published.removeFirst();
            }
        }
        topic.subscriptions().stream()
                .filter(subscription -> subscription.isConfirmed() && subscription.wants(message))
                .forEach(subscription -> deliveries.deliver(subscription, message));
    }

    private JsonNode subscribe(ObjectNode input) {
        Topic topic = topic(input);
        Subscription subscription = topic.subscribe(
                input.path("Protocol").asText(),
                input.path("Endpoint").asText(),
                UUID.randomUUID().toString());
        input.path("Attributes")
                .forEach(entry -> subscription.set(
                        entry.path("key").asText(), entry.path("value").asText()));
        boolean confirmed = subscription.isConfirmed();
        if (!confirmed) {
            deliveries.askForConfirmation(subscription, Instant.now());
        }
        boolean tellArn = confirmed || input.path("ReturnSubscriptionArn").asBoolean();
        return Json.object().put("SubscriptionArn", tellArn ? subscription.arn() : "pending confirmation");
    }

    private JsonNode confirm(ObjectNode input) {
        Subscription confirmed = topic(input).subscriptions().stream()
                .filter(subscription -> subscription.confirm(input.path("Token").asText()))
                .findFirst()
                .orElseThrow(() -> invalid("Token"));
        return Json.object().put("SubscriptionArn", confirmed.arn());
    }

    private static JsonNode list(List<Subscription> subscriptions) {
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("Subscriptions");
        subscriptions.forEach(subscription -> list.add(subscription.describe()));
        return result;
    }

    private Subscription subscription(ObjectNode input) {
        String arn = input.path("SubscriptionArn").asText();
        return topics.values().stream()
                .flatMap(topic -> topic.subscriptions().stream())
                .filter(subscription -> subscription.arn().equals(arn))
                .findFirst()
                .orElseThrow(() -> new AwsError(404, "NotFound", "Subscription does not exist"));
    }

    private Topic topic(ObjectNode input) {
        return topic(input.path("TopicArn").asText());
    }

    private Topic topic(String arn) {
        if (!arn.startsWith("arn:")) {
            throw invalid("TopicArn");
        }
        return Optional.ofNullable(topics.get(arn)).orElseThrow(this::notFound);
    }

    static AwsError invalid(String what) {
        return new AwsError(400, "InvalidParameter", "Invalid parameter: " + what);
    }
}
