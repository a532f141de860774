package io.iotconnectivity.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.sandbox.Answer;
import io.iotconnectivity.sandbox.Received;
import io.iotconnectivity.sandbox.WebhookInbox;
import io.iotconnectivity.sandbox.aws.sns.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.SnsException;
import software.amazon.awssdk.services.sns.model.TooManyEntriesInBatchRequestException;
import software.amazon.awssdk.services.sts.StsClient;

class SnsIT {
    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private WebhookInbox inbox;

    @AutoClose
    private SnsClient client;

    private String topic;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        inbox = WebhookInbox.start(0);
        client = Clients.client(SnsClient.builder(), aws.uri());
        topic = client.createTopic(c -> c.name("connectivity")).topicArn();
    }

    @Test
    void topicsAreCreatedOnceListedAndDeleted() {
        assertThat(topic).isEqualTo("arn:aws:sns:us-east-1:123456789012:connectivity");
        assertThat(aws.sns().createTopic("connectivity")).isEqualTo(topic);
        assertThat(client.listTopics().topics()).extracting("topicArn").containsExactly(topic);
        assertThat(client.getTopicAttributes(g -> g.topicArn(topic)).attributes())
                .containsEntry("TopicArn", topic);
        client.deleteTopic(d -> d.topicArn(topic));
        assertThatThrownBy(() -> client.getTopicAttributes(g -> g.topicArn(topic)))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.createTopic(c -> c.name("not a name")))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void messageIsTakenWithSubjectAndAttributes() {
        client.publish(p -> p.topicArn(topic)
                .subject("a < b & c")
                .message("{\"ü\":\"<&>\"}")
                .messageAttributes(state("OFFLINE")));

        assertThat(aws.sns().published()).singleElement().satisfies(message -> {
            assertThat(message.text()).isEqualTo("{\"ü\":\"<&>\"}");
            assertThat(message.subject()).contains("a < b & c");
            assertThat(message.attributes()).containsEntry("state", new Message.Attribute("String", "OFFLINE"));
        });
    }

    @Test
    void unsoundMessagesAreRefused() {
        assertThatThrownBy(() -> client.publish(p -> p.topicArn(topic + "x").message("m")))
                .isInstanceOfSatisfying(NotFoundException.class, missing -> assertThat(missing.statusCode())
                        .isEqualTo(404));
        assertThatThrownBy(() -> client.publish(p -> p.topicArn(topic).message("x".repeat(256 * 1024 + 1))))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Message too long");
        assertThatThrownBy(
                        () -> client.publish(p -> p.topicArn(topic).message("m").subject("two\nlines")))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> client.publish(p -> p.topicArn(topic).message("")))
                .isInstanceOf(InvalidParameterException.class);
        assertThat(aws.sns().published()).isEmpty();
    }

    @Test
    void batchTakesTenAndTellsWhatFailed() {
        aws.faults().next("sns", "PublishBatch", Fault.failEntries(3), 1);

        PublishBatchResponse reply =
                client.publishBatch(p -> p.topicArn(topic).publishBatchRequestEntries(entries(10)));

        assertThat(reply.successful()).hasSize(7);
        assertThat(reply.failed()).extracting("id").containsExactly("7", "8", "9");
        assertThat(aws.sns().published()).hasSize(7);
        assertThatThrownBy(() -> client.publishBatch(p -> p.topicArn(topic).publishBatchRequestEntries(entries(11))))
                .isInstanceOf(TooManyEntriesInBatchRequestException.class);
    }

    @Test
    void subscriberGetsMessagesOnceItHasConfirmed() {
        String pending = subscribe(Map.of());
        assertThat(pending).isEqualTo("pending confirmation");
        awaitConfirmed();

        String id = client.publish(p -> p.topicArn(topic)
                        .subject("s")
                        .message("{\"type\":\"t\"}")
                        .messageAttributes(state("ONLINE")))
                .messageId();

        Received notification = awaitNotifications(1).get(0);
        assertThat(notification.headers())
                .containsEntry("x-amz-sns-message-type", "Notification")
                .containsEntry("x-amz-sns-message-id", id)
                .containsEntry("x-amz-sns-topic-arn", topic)
                .containsKey("x-amz-sns-subscription-arn");
        assertThat(notification.json().path("type").asText()).isEqualTo("t");
        JsonNode envelope = json(notification.body());
        assertThat(envelope.path("Subject").asText()).isEqualTo("s");
        assertThat(envelope.at("/MessageAttributes/state/Value").asText()).isEqualTo("ONLINE");
    }

    @Test
    void rawDeliveryAndFilterAreHonoured() {
        subscribe(Map.of("RawMessageDelivery", "true", "FilterPolicy", "{\"state\":[\"OFFLINE\"]}"));
        awaitConfirmed();

        client.publish(p -> p.topicArn(topic).message("no attribute"));
        client.publish(p -> p.topicArn(topic).message("other").messageAttributes(state("ONLINE")));
        client.publish(p -> p.topicArn(topic).message("wanted").messageAttributes(state("OFFLINE")));

        assertThat(awaitNotifications(1)).extracting(Received::body).containsExactly("wanted");
        assertThat(inbox.received().get(0).header("x-amz-sns-rawdelivery")).contains("true");
    }

    @Test
    void deadSubscriberNeverFailsThePublisherAndGetsTheMessageLater() {
        subscribe(Map.of());
        awaitConfirmed();
        inbox.answer("sns", Answer.status(503));

        client.publish(p -> p.topicArn(topic).message("m"));

        awaitNotifications(2);
        inbox.answer("sns", Answer.OK);
        await().until(() -> inbox.received("sns").stream().anyMatch(one -> one.answered() == 200));
    }

    @Test
    void subscriptionsAreListedChangedAndEnded() {
        subscribe(Map.of());
        awaitConfirmed();
        String arn = client.listSubscriptions().subscriptions().get(0).subscriptionArn();
        client.setSubscriptionAttributes(
                s -> s.subscriptionArn(arn).attributeName("RawMessageDelivery").attributeValue("true"));
        assertThat(client.getSubscriptionAttributes(g -> g.subscriptionArn(arn)).attributes())
                .containsEntry("RawMessageDelivery", "true")
                .containsEntry("PendingConfirmation", "false");
        assertThatThrownBy(
                        () -> client.confirmSubscription(c -> c.topicArn(topic).token("wrong")))
                .isInstanceOf(InvalidParameterException.class);
        client.unsubscribe(u -> u.subscriptionArn(arn));
        assertThat(client.listSubscriptionsByTopic(l -> l.topicArn(topic)).subscriptions())
                .isEmpty();
    }

    @Test
    void subscribersOnOtherMachinesAreRefused() {
        assertThatThrownBy(() ->
                        client.subscribe(s -> s.topicArn(topic).protocol("http").endpoint("http://192.0.2.1/")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("localhost");
    }

    @Test
    void faultsHaveTheShapeOfTheProtocol() {
        aws.faults().next("sns", "Publish", Fault.throttle(), 1);
        assertThatThrownBy(() -> publish("throttled"))
                .isInstanceOfSatisfying(SnsException.class, refused -> assertThat(refused.isThrottlingException())
                        .isTrue());
        aws.faults().next("sns", "Publish", Fault.serverError(), 1);
        assertThatThrownBy(() -> publish("broken"))
                .isInstanceOfSatisfying(SnsException.class, refused -> assertThat(refused.statusCode())
                        .isEqualTo(500));
        aws.faults().next("sns", "Publish", Fault.notFound(), 1);
        assertThatThrownBy(() -> publish("missing")).isInstanceOf(NotFoundException.class);
        aws.faults().next("sns", "*", Fault.refuse(403, "AuthorizationError", "not allowed"), 1);
        assertThatThrownBy(() -> publish("denied")).hasMessageContaining("not allowed");
        aws.faults().next("sns", "Publish", Fault.loseRequest(), 1);
        assertThatThrownBy(() -> publish("lost on the way")).isInstanceOf(SdkClientException.class);
        assertThat(aws.sns().published()).isEmpty();
        aws.faults().next("sns", "Publish", Fault.truncate(), 1);
        assertThatThrownBy(() -> publish("truncated")).isInstanceOf(SdkClientException.class);
        aws.faults().next("sns", "Publish", Fault.loseReply(), 1);
        assertThatThrownBy(() -> publish("reply lost")).isInstanceOf(SdkClientException.class);
        assertThat(aws.sns().published()).extracting(Message::text).containsExactly("truncated", "reply lost");
        publish("well again");
    }

    @Test
    void callerIsTheSandboxUser() {
        try (StsClient sts = Clients.client(StsClient.builder(), aws.uri())) {
            assertThat(sts.getCallerIdentity().account()).isEqualTo("123456789012");
        }
    }

    private void publish(String message) {
        client.publish(p -> p.topicArn(topic).message(message));
    }

    private String subscribe(Map<String, String> attributes) {
        return client.subscribe(s -> s.topicArn(topic)
                        .protocol("http")
                        .endpoint(inbox.uri() + "/sns")
                        .attributes(attributes))
                .subscriptionArn();
    }

    private void awaitConfirmed() {
        await().until(() -> client.getTopicAttributes(g -> g.topicArn(topic))
                .attributes()
                .get("SubscriptionsConfirmed")
                .equals("1"));
    }

    private List<Received> awaitNotifications(int atLeast) {
        await().until(() -> inbox.received("sns").size() >= atLeast);
        return inbox.received("sns");
    }

    private static Map<String, MessageAttributeValue> state(String state) {
        return Map.of(
                "state",
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(state)
                        .build());
    }

    private static List<PublishBatchRequestEntry> entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> PublishBatchRequestEntry.builder()
                        .id(String.valueOf(i))
                        .message("m" + i)
                        .messageAttributes(state("ONLINE"))
                        .build())
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
