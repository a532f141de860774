package io.iotconnectivity.sandbox.aws.sns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts messages to HTTP subscribers, with a few retries. Messages are not signed: their {@code Signature} says so.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">Message formats</a>
 */
final class Deliveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5));
    private static final Duration TIME_LIMIT = Duration.ofSeconds(15);
    private static final int MAX_PENDING = 10_000;

    private final Supplier<URI> self;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Semaphore room = new Semaphore(MAX_PENDING);
    private volatile boolean closed;

    Deliveries(Supplier<URI> self) {
        this.self = self;
    }

    void deliver(Subscription subscription, Message message) {
        if (!subscription.isHttp()) {
            return;
        }
        if (subscription.isRaw()) {
            HttpRequest.Builder request =
                    request(subscription, "Notification", message.id()).header("x-amz-sns-rawdelivery", "true");
            send(subscription, body(request, message.text()));
        } else {
            ObjectNode json = signed(message.notification())
                    .put("UnsubscribeURL", link("Unsubscribe", "SubscriptionArn", subscription.arn()));
            send(subscription, body(request(subscription, "Notification", message.id()), Json.text(json)));
        }
    }

    void askForConfirmation(Subscription subscription, Instant now) {
        String id = UUID.randomUUID().toString();
        ObjectNode json = signed(Json.object()
                .put("Type", "SubscriptionConfirmation")
                .put("MessageId", id)
                .put("Token", subscription.token())
                .put("TopicArn", subscription.topicArn())
                .put(
                        "Message",
                        "You have chosen to subscribe to the topic " + subscription.topicArn()
                                + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.")
                .put(
                        "SubscribeURL",
                        link("ConfirmSubscription", "TopicArn", subscription.topicArn()) + "&Token="
                                + subscription.token())
                .put("Timestamp", now.toString()));
        send(subscription, body(request(subscription, "SubscriptionConfirmation", id), Json.text(json)));
    }

    private static ObjectNode signed(ObjectNode json) {
        return json.put("SignatureVersion", "1")
                .put("Signature", "c2FuZGJveA==")
                .put("SigningCertURL", "https://sns.us-east-1.amazonaws.com/not-signed-by-the-sandbox.pem");
    }

    private String link(String action, String parameter, String value) {
        return self.get() + "/?Action=" + action + "&" + parameter + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder request(Subscription subscription, String type, String messageId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(subscription.endpoint())
                .timeout(TIME_LIMIT)
                .header("Content-Type", "text/plain; charset=UTF-8")
                .header("User-Agent", "Amazon Simple Notification Service Agent")
                .header("x-amz-sns-message-type", type)
                .header("x-amz-sns-message-id", messageId)
                .header("x-amz-sns-topic-arn", subscription.topicArn());
        return type.equals("Notification") ? request.header("x-amz-sns-subscription-arn", subscription.arn()) : request;
    }

    private static HttpRequest body(HttpRequest.Builder request, String body) {
        return request.POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private void send(Subscription subscription, HttpRequest request) {
        if (!room.tryAcquire()) {
            LOG.warn("{} has {} messages to come; one more is dropped.", subscription.endpoint(), MAX_PENDING);
            return;
        }
        attempt(subscription, request, 0);
    }

    private void attempt(Subscription subscription, HttpRequest request, int failures) {
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .thenApply(reply -> reply.statusCode() / 100 == 2)
                .exceptionally(unreachable -> false)
                .thenAccept(delivered -> {
                    if (delivered || closed) {
                        room.release();
                    } else if (failures == PAUSES.size()) {
                        room.release();
                        LOG.warn("{} did not take a message; it is given up.", subscription.endpoint());
                    } else {
                        Executor later = CompletableFuture.delayedExecutor(
                                PAUSES.get(failures).toMillis(), TimeUnit.MILLISECONDS);
                        later.execute(() -> attempt(subscription, request, failures + 1));
                    }
                });
    }

    @Override
    public void close() {
        closed = true;
    }
}
