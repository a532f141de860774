package io.iotconnectivity.sandbox.aws.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQS in memory: standard queues with visibility time-outs, long polling and dead-letter queues. No FIFO queues, no retention.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html">API reference</a>
 */
public final class Sqs implements Service, AutoCloseable {
    static final String ARN = "arn:aws:sqs:us-east-1:123456789012:";

    private static final Logger LOG = LoggerFactory.getLogger(Sqs.class);
    private static final String PATH = "/123456789012/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");
    private static final int PAGE = 1000;
    private static final Duration LOOK_FOR_VISIBLE = Duration.ofMillis(100);

    private final Supplier<URI> self;
    private final NavigableMap<String, Queue> queues = new ConcurrentSkipListMap<>();
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "sqs-visibility");
        thread.setDaemon(true);
        return thread;
    });

    /** @param self where this endpoint can be reached; addresses of queues begin with it */
    public Sqs(Supplier<URI> self) {
        this.self = self;
        long period = LOOK_FOR_VISIBLE.toMillis();
        clock.scheduleWithFixedDelay(this::serveWaiting, period, period, TimeUnit.MILLISECONDS);
    }

    /** The failure of one queue must not end the schedule. */
    private void serveWaiting() {
        for (Queue queue : queues.values()) {
            try {
                queue.serveWaiting();
            } catch (RuntimeException e) {
                LOG.error("Queue {} could not serve those that wait", queue.name(), e);
            }
        }
    }

    @Override
    public CompletionStage<JsonNode> answer(Call call) {
        return call.operation().equals("ReceiveMessage")
                ? queue(call.input()).receive(ReceiveRequest.read(call.input()))
                : CompletableFuture.completedFuture(call(call));
    }

    @Override
    public JsonNode call(Call call) {
        ObjectNode input = call.input();
        return switch (call.operation()) {
            case "CreateQueue" -> Json.object().put("QueueUrl", url(create(input)));
            case "GetQueueUrl" ->
                Json.object().put("QueueUrl", url(named(input.path("QueueName").asText())));
            case "ListQueues" -> list(input);
            case "DeleteQueue" -> {
                queues.remove(queue(input).name());
                yield Json.object();
            }
            case "GetQueueAttributes" -> queue(input).describe(input.path("AttributeNames"));
            case "SetQueueAttributes" -> {
                queue(input).change(attributes(input));
                yield Json.object();
            }
            case "PurgeQueue" -> {
                queue(input).purge();
                yield Json.object();
            }
            case "SendMessage" -> queue(input).send(input);
            case "DeleteMessage" -> queue(input).delete(input);
            case "ChangeMessageVisibility" -> queue(input).changeVisibility(input);
            case "SendMessageBatch" -> Batch.of(call).each(queue(input)::send);
            case "DeleteMessageBatch" -> Batch.of(call).each(queue(input)::delete);
            case "ChangeMessageVisibilityBatch" -> Batch.of(call).each(queue(input)::changeVisibility);
            default -> throw AwsError.unknownOperation(call.operation());
        };
    }

    /** A queue with the default attributes; returns its URL. */
    public String createQueue(String name) {
        return url(create(Json.object().put("QueueName", name)));
    }

    /**
     * Creates a queue with a dead-letter queue, which is created as well if missing.
     *
     * @param maxReceives how often a message is received before it is moved
     * @return the URL of the first
     */
    public String createQueue(String name, String deadLetterQueue, int maxReceives) {
        createQueue(deadLetterQueue);
        ObjectNode input = Json.object().put("QueueName", name);
        ObjectNode policy =
                Json.object().put("deadLetterTargetArn", ARN + deadLetterQueue).put("maxReceiveCount", maxReceives);
        input.putObject("Attributes").put(QueueAttributes.REDRIVE_POLICY, Json.text(policy));
        return url(create(input));
    }

    /** Sends to a queue that exists. */
    public void send(String queue, String body) {
        named(queue).send(Json.object().put("MessageBody", body));
    }

    /** The bodies of all messages of a queue, including those in flight, oldest first. */
    public List<String> bodies(String queue) {
        return named(queue).bodies();
    }

    @Override
    public JsonNode dump() {
        ObjectNode all = Json.object();
        queues.forEach((name, queue) -> all.set(name, queue.dump()));
        return all;
    }

    @Override
    public AwsError throttled() {
        return new AwsError(400, "RequestThrottled", "Request is throttled.");
    }

    @Override
    public AwsError notFound() {
        return new AwsError(400, "QueueDoesNotExist", "The specified queue does not exist.");
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private Queue create(ObjectNode input) {
        String name = input.path("QueueName").asText();
        if (!NAME.matcher(name).matches()) {
            throw new AwsError(
                    400,
                    "InvalidParameterValue",
                    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }
        QueueAttributes attributes = attributes(input);
        Queue queue = queues.computeIfAbsent(name, isNew -> new Queue(name, attributes, this::deadLetters));
        if (!queue.hasAttributes(attributes)) {
            throw new AwsError(
                    400, "QueueNameExists", "A queue already exists with the same name and a different value");
        }
        return queue;
    }

    private QueueAttributes attributes(ObjectNode input) {
        QueueAttributes attributes = QueueAttributes.read(input.path("Attributes"));
        attributes.redrive().ifPresent(policy -> deadLetters(policy.target())
                .orElseThrow(() ->
                        QueueAttributes.invalid(QueueAttributes.REDRIVE_POLICY, "Dead letter target does not exist.")));
        return attributes;
    }

    private Optional<Queue> deadLetters(String arn) {
        return arn.startsWith(ARN) ? Optional.ofNullable(queues.get(arn.substring(ARN.length()))) : Optional.empty();
    }

    private JsonNode list(ObjectNode input) {
        String prefix = input.path("QueueNamePrefix").asText("");
        int limit = input.path("MaxResults").asInt(PAGE);
        List<String> names = queues.tailMap(input.path("NextToken").asText(""), false).keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .limit(limit)
                .toList();
        ObjectNode result = Json.object();
        if (!names.isEmpty()) {
            ArrayNode urls = result.putArray("QueueUrls");
            names.forEach(name -> urls.add(url(queues.get(name))));
        }
        if (names.size() == limit && input.has("MaxResults")) {
            result.put("NextToken", names.get(limit - 1));
        }
        return result;
    }

    /** Ignores the host in the URL, because clients may know this endpoint by another name. */
    private Queue queue(ObjectNode input) {
        String url = input.path("QueueUrl").asText();
        return named(url.substring(url.lastIndexOf('/') + 1));
    }

    private Queue named(String name) {
        return Optional.ofNullable(queues.get(name)).orElseThrow(this::notFound);
    }

    private String url(Queue queue) {
        return self.get() + PATH + queue.name();
    }
}
