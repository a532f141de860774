package io.iotconnectivity.sandbox.aws.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.sqs.QueueAttributes.Redrive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** One standard queue: messages by the moment at which they can be received, and callers that wait for them. Thread-safe. */
final class Queue {
    private record Waiting(ReceiveRequest request, Instant until, CompletableFuture<JsonNode> reply) {}

    private final String name;
    private final Instant created = Instant.now();
    private final Function<String, Optional<Queue>> queues;
    private final Map<UUID, StoredMessage> byId = new HashMap<>();
    private final NavigableSet<StoredMessage> messages =
            new TreeSet<>(Comparator.comparing((StoredMessage message) -> message.visible)
                    .thenComparingLong(message -> message.order));
    private List<Waiting> waiting = new ArrayList<>();
    private QueueAttributes attributes;
    private Instant changed = created;
    private long orders;

    /** @param queues finds a dead-letter queue by its ARN */
    Queue(String name, QueueAttributes attributes, Function<String, Optional<Queue>> queues) {
        this.name = name;
        this.attributes = attributes;
        this.queues = queues;
    }

    String name() {
        return name;
    }

    synchronized boolean hasAttributes(QueueAttributes others) {
        return attributes.includes(others);
    }

    synchronized void change(QueueAttributes change) {
        attributes = attributes.changedBy(change);
        changed = Instant.now();
    }

    synchronized void purge() {
        messages.clear();
        byId.clear();
    }

    synchronized List<String> bodies() {
        return byId.values().stream()
                .sorted(Comparator.comparingLong(message -> message.order))
                .map(message -> message.body)
                .toList();
    }

    ObjectNode send(ObjectNode input) {
        String body = input.path("MessageBody").asText();
        ObjectNode given = input.path("MessageAttributes") instanceof ObjectNode some ? some : Json.object();
        Optional<Integer> delay = ReceiveRequest.within(input, "DelaySeconds", 0, 900);
        StoredMessage message;
        synchronized (this) {
            int most = attributes.number(QueueAttributes.MAX_SIZE);
            if (body.isEmpty() || body.getBytes(StandardCharsets.UTF_8).length > most) {
                throw new AwsError(
                        400,
                        "InvalidParameterValue",
                        "One or more parameters are invalid. Reason: Message must be from 1 to " + most + " bytes.");
            }
            Instant now = Instant.now();
            Duration late = delay.map(Duration::ofSeconds).orElseGet(() -> attributes.seconds(QueueAttributes.DELAY));
            message = new StoredMessage(body, given, now, now.plus(late));
            add(message);
        }
        serveWaiting();
        ObjectNode reply =
                Json.object().put("MessageId", message.id.toString()).put("MD5OfMessageBody", Digests.ofBody(body));
        return given.isEmpty() ? reply : reply.put("MD5OfMessageAttributes", Digests.ofAttributes(given));
    }

    /** Completes with the messages, at the latest when the time to wait is over; cancelling it leaves them here. */
    CompletionStage<JsonNode> receive(ReceiveRequest request) {
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        synchronized (this) {
            Duration wait = request.waiting().orElseGet(() -> attributes.seconds(QueueAttributes.WAIT));
            waiting.add(new Waiting(request, Instant.now().plus(wait), reply));
        }
        serveWaiting();
        return reply;
    }

    /** Responds to waiting callers if there are messages or their time is over; longest-waiting first. */
    void serveWaiting() {
        List<Runnable> after = new ArrayList<>();
        synchronized (this) {
            Instant now = Instant.now();
            List<Waiting> still = new ArrayList<>();
            for (Waiting caller : waiting) {
                List<StoredMessage> taken = caller.reply().isDone() ? List.of() : take(caller.request(), now, after);
                if (!taken.isEmpty() || !caller.until().isAfter(now)) {
                    JsonNode json = json(taken, caller.request());
                    after.add(() -> {
                        if (!caller.reply().complete(json)) {
                            giveBack(taken);
                        }
                    });
                } else if (!caller.reply().isDone()) {
                    still.add(caller);
                }
            }
            waiting = still;
        }
        // Outside the lock, because callers and other queues have their own locks.
        after.forEach(Runnable::run);
    }

    private static JsonNode json(List<StoredMessage> messages, ReceiveRequest request) {
        ObjectNode reply = Json.object();
        if (!messages.isEmpty()) {
            ArrayNode list = reply.putArray("Messages");
            messages.forEach(message -> list.add(message.json(request)));
        }
        return reply;
    }

    private List<StoredMessage> take(ReceiveRequest request, Instant now, List<Runnable> after) {
        Duration hidden = request.visibility().orElseGet(() -> attributes.seconds(QueueAttributes.VISIBILITY_TIMEOUT));
        List<StoredMessage> taken = new ArrayList<>();
        Set<StoredMessage> seen = new HashSet<>();
        while (taken.size() < request.most()
                && !messages.isEmpty()
                && !messages.first().visible.isAfter(now)
                && seen.add(messages.first())) {
            StoredMessage message = messages.first();
            Optional<Queue> deadLetters = attributes
                    .redrive()
                    .filter(policy -> message.receives >= policy.maxReceives())
                    .map(Redrive::target)
                    .flatMap(queues);
            if (deadLetters.isPresent()) {
                remove(message);
                after.add(() -> deadLetters.get().addDeadLetter(message, name));
            } else {
                message.receives++;
                message.firstReceived = Optional.of(message.firstReceived.orElse(now));
                showAt(message, now.plus(hidden));
                taken.add(message);
            }
        }
        return taken;
    }

    private void addDeadLetter(StoredMessage message, String source) {
        StoredMessage moved = new StoredMessage(message.body, message.attributes, message.sent, Instant.now());
        moved.deadLetterSource = Optional.of(Sqs.ARN + source);
        synchronized (this) {
            add(moved);
        }
        serveWaiting();
    }

    private synchronized void giveBack(List<StoredMessage> taken) {
        taken.stream().filter(message -> byId.containsKey(message.id)).forEach(message -> {
            message.receives--;
            showAt(message, Instant.now());
        });
    }

    private void add(StoredMessage message) {
        message.order = ++orders;
        byId.put(message.id, message);
        messages.add(message);
    }

    private void remove(StoredMessage message) {
        byId.remove(message.id);
        messages.remove(message);
    }

    private void showAt(StoredMessage message, Instant visible) {
        messages.remove(message);
        message.visible = visible;
        messages.add(message);
    }

    /** The handle of an earlier receive deletes nothing, as may happen with AWS. */
    synchronized ObjectNode delete(ObjectNode input) {
        String handle = input.path("ReceiptHandle").asText();
        message(handle).filter(message -> message.handle().equals(handle)).ifPresent(this::remove);
        return Json.object();
    }

    synchronized ObjectNode changeVisibility(ObjectNode input) {
        String handle = input.path("ReceiptHandle").asText();
        Duration hidden = ReceiveRequest.visibility(input).orElse(Duration.ZERO);
        Instant now = Instant.now();
        StoredMessage message = message(handle)
                .filter(found -> found.handle().equals(handle) && found.isUnderWay(now))
                .orElseThrow(() -> new AwsError(400, "MessageNotInflight", "The message is not in flight."));
        showAt(message, now.plus(hidden));
        return Json.object();
    }

    private Optional<StoredMessage> message(String handle) {
        int slash = handle.indexOf('/');
        try {
            return Optional.ofNullable(byId.get(UUID.fromString(handle.substring(0, Math.max(0, slash)))));
        } catch (IllegalArgumentException e) {
            throw new AwsError(
                    400, "ReceiptHandleIsInvalid", "The input receipt handle \"" + handle + "\" is not valid.");
        }
    }

    synchronized JsonNode describe(JsonNode wanted) {
        Instant now = Instant.now();
        long underWay =
                messages.stream().filter(message -> message.isUnderWay(now)).count();
        long delayed = messages.stream()
                .filter(message -> message.receives == 0 && message.visible.isAfter(now))
                .count();
        Map<String, String> all = attributes.all();
        all.put("QueueArn", Sqs.ARN + name);
        all.put("CreatedTimestamp", String.valueOf(created.getEpochSecond()));
        all.put("LastModifiedTimestamp", String.valueOf(changed.getEpochSecond()));
        all.put("ApproximateNumberOfMessages", String.valueOf(messages.size() - underWay - delayed));
        all.put("ApproximateNumberOfMessagesNotVisible", String.valueOf(underWay));
        all.put("ApproximateNumberOfMessagesDelayed", String.valueOf(delayed));
        Set<String> names = new HashSet<>();
        wanted.forEach(attribute -> names.add(attribute.asText()));
        ObjectNode reply = Json.object();
        ObjectNode told = Json.object();
        all.forEach((attribute, value) -> {
            if (names.contains(attribute) || names.contains("All")) {
                told.put(attribute, value);
            }
        });
        return told.isEmpty() ? reply : reply.set("Attributes", told);
    }

    synchronized ObjectNode dump() {
        ObjectNode all = Json.object();
        attributes.given().forEach(all::put);
        ArrayNode list = all.putArray("messages");
        byId.values().stream()
                .sorted(Comparator.comparingLong(message -> message.order))
                .forEach(message -> list.addObject()
                        .put("body", message.body)
                        .put("sent", message.sent.toString())
                        .put("receives", message.receives));
        return all;
    }
}
