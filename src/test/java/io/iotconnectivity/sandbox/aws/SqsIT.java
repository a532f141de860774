package io.iotconnectivity.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeValueException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

class SqsIT {
    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private SqsClient sqs;

    private String queue;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        sqs = Clients.client(SqsClient.builder(), aws.uri());
        queue = sqs.createQueue(q -> q.queueName("events")).queueUrl();
    }

    @Test
    void aMessageIsSentReceivedAndDeleted() {
        String id = sqs.sendMessage(m -> m.queueUrl(queue)
                        .messageBody("Fühler 冷蔵庫")
                        .messageAttributes(Map.of(
                                "kind",
                                MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue("raw")
                                        .build())))
                .messageId();

        Message message = receive().get(0);
        assertThat(message.messageId()).isEqualTo(id);
        assertThat(message.body()).isEqualTo("Fühler 冷蔵庫");
        assertThat(message.messageAttributes().get("kind").stringValue()).isEqualTo("raw");
        assertThat(message.attributes())
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")
                .containsKey(MessageSystemAttributeName.SENT_TIMESTAMP);
        assertThat(receive()).isEmpty();

        sqs.deleteMessage(d -> d.queueUrl(queue).receiptHandle(message.receiptHandle()));
        assertThat(aws.sqs().bodies("events")).isEmpty();
    }

    @Test
    void aMessageThatIsNotDeletedComesAgainWithAnotherHandle() {
        send("m");
        Message first = receive(1).get(0);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            List<Message> again = receive(1);
            return again.size() == 1
                    && Integer.parseInt(
                                    again.get(0).attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                            > 1
                    && !again.get(0).receiptHandle().equals(first.receiptHandle());
        });
        sqs.deleteMessage(d -> d.queueUrl(queue).receiptHandle(first.receiptHandle()));
        assertThat(aws.sqs().bodies("events"))
                .as("an old handle deletes nothing")
                .containsExactly("m");
    }

    @Test
    void visibilityCanBeProlongedAndGivenUp() {
        send("m");
        Message message = receive().get(0);
        visible(message, 0);
        Message again = receive().get(0);
        assertThatThrownBy(() -> visible(message, 60)).isInstanceOf(MessageNotInflightException.class);
        visible(again, 60);
        assertThat(receive()).isEmpty();
        assertThat(counted(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isEqualTo("1");
    }

    @Test
    void aLongPollIsAnsweredByTheMessageThatComesMeanwhile() {
        CompletableFuture<List<Message>> polled = CompletableFuture.supplyAsync(() ->
                sqs.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(4)).messages());
        await().until(() -> aws.faults().calls("sqs", "ReceiveMessage") == 1);
        assertThat(polled).isNotDone();
        send("m");
        assertThat(polled).succeedsWithin(Duration.ofSeconds(10)).satisfies(messages -> assertThat(messages)
                .extracting(Message::body)
                .containsExactly("m"));
    }

    @Test
    void aLongPollWithoutMessagesEndsWithoutAny() {
        assertThat(sqs.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(1)).messages())
                .isEmpty();
    }

    @Test
    void manyLongPollsDoNotStandInTheWayOfOthers() {
        try (SqsClient another = Clients.client(SqsClient.builder(), aws.uri())) {
            List<CompletableFuture<Integer>> polls = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> sqs.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(3))
                                    .messages()
                                    .size(),
                            task -> new Thread(task).start()))
                    .toList();
            await().until(() -> aws.faults().calls("sqs", "ReceiveMessage") == 20);
            another.sendMessage(m -> m.queueUrl(queue).messageBody("m"));
            assertThat(polls.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(1);
        }
    }

    @Test
    void aCallerThatHasGoneTakesNoMessageAlong() {
        assertThatThrownBy(() -> sqs.receiveMessage(r -> r.queueUrl(queue)
                .waitTimeSeconds(20)
                .overrideConfiguration(o -> o.apiCallAttemptTimeout(Duration.ofMillis(500)))));
        // The endpoint may notice a moment later that the caller has gone.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            send("m");
            return !receive().isEmpty();
        });
    }

    @Test
    void aMessageThatIsReceivedTooOftenGoesToTheDeadLetters() {
        String source = aws.sqs().createQueue("source", "dead", 2);
        aws.sqs().send("source", "poison");
        for (int i = 0; i < 2; i++) {
            assertThat(sqs.receiveMessage(r -> r.queueUrl(source).visibilityTimeout(0))
                            .messages())
                    .hasSize(1);
        }
        assertThat(sqs.receiveMessage(r -> r.queueUrl(source)).messages()).isEmpty();
        assertThat(aws.sqs().bodies("source")).isEmpty();
        assertThat(aws.sqs().bodies("dead")).containsExactly("poison");
        String dead = sqs.getQueueUrl(q -> q.queueName("dead")).queueUrl();
        assertThat(sqs.receiveMessage(r -> r.queueUrl(dead).messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                        .messages()
                        .get(0)
                        .attributes())
                .containsEntry(
                        MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN,
                        "arn:aws:sqs:us-east-1:123456789012:source");
    }

    @Test
    void aBatchSucceedsAndFailsEntryByEntry() {
        aws.faults().next("sqs", "SendMessageBatch", Fault.failEntries(1), 1);
        var reply = sqs.sendMessageBatch(b -> b.queueUrl(queue).entries(entry("a", "1"), entry("b", "2")));
        assertThat(reply.successful()).extracting("id").containsExactly("a");
        assertThat(reply.failed()).extracting(BatchResultErrorEntry::id).containsExactly("b");

        Message message = receive().get(0);
        var visibility = sqs.changeMessageVisibilityBatch(b ->
                b.queueUrl(queue).entries(visibleLater("a", message.receiptHandle()), visibleLater("b", "nonsense")));
        assertThat(visibility.successful()).extracting("id").containsExactly("a");
        assertThat(visibility.failed()).singleElement().satisfies(failed -> {
            assertThat(failed.code()).isEqualTo("ReceiptHandleIsInvalid");
            assertThat(failed.senderFault()).isTrue();
        });
        sqs.deleteMessageBatch(b -> b.queueUrl(queue)
                .entries(DeleteMessageBatchRequestEntry.builder()
                        .id("a")
                        .receiptHandle(message.receiptHandle())
                        .build()));
        assertThat(aws.sqs().bodies("events")).isEmpty();
    }

    @Test
    void unsoundBatchesAreRefused() {
        assertThatThrownBy(() -> sqs.sendMessageBatch(b -> b.queueUrl(queue).entries(List.of())))
                .isInstanceOf(EmptyBatchRequestException.class);
        assertThatThrownBy(() -> sqs.sendMessageBatch(b -> b.queueUrl(queue).entries(entry("a", "1"), entry("a", "2"))))
                .isInstanceOf(BatchEntryIdsNotDistinctException.class);
        assertThatThrownBy(() -> sqs.sendMessageBatch(b -> b.queueUrl(queue)
                        .entries(IntStream.range(0, 11)
                                .mapToObj(i -> entry("e" + i, "m"))
                                .toList())))
                .isInstanceOf(TooManyEntriesInBatchRequestException.class);
    }

    @Test
    void queuesAreListedDescribedPurgedAndDeleted() {
        sqs.createQueue(q -> q.queueName("other"));
        assertThat(sqs.listQueues(l -> l.queueNamePrefix("ev")).queueUrls()).containsExactly(queue);
        assertThat(sqs.listQueuesPaginator(l -> l.maxResults(1)).queueUrls()).hasSize(2);
        assertThat(sqs.getQueueUrl(q -> q.queueName("events")).queueUrl())
                .isEqualTo(queue)
                .startsWith(aws.uri().toString());
        send("m");
        assertThat(counted(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)).isEqualTo("1");
        assertThat(counted(QueueAttributeName.QUEUE_ARN)).isEqualTo("arn:aws:sqs:us-east-1:123456789012:events");
        assertThat(counted(QueueAttributeName.VISIBILITY_TIMEOUT)).isEqualTo("30");
        sqs.setQueueAttributes(s -> s.queueUrl(queue).attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "45")));
        assertThat(counted(QueueAttributeName.VISIBILITY_TIMEOUT)).isEqualTo("45");
        sqs.purgeQueue(p -> p.queueUrl(queue));
        assertThat(receive()).isEmpty();
        sqs.deleteQueue(d -> d.queueUrl(queue));
        assertThatThrownBy(() -> send("m")).isInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void aMissingQueueHasTheCodeThatItAlwaysHad() {
        assertThatThrownBy(() -> sqs.getQueueUrl(q -> q.queueName("none")))
                .isInstanceOfSatisfying(QueueDoesNotExistException.class, refused -> assertThat(
                                refused.awsErrorDetails().errorCode())
                        .isEqualTo("AWS.SimpleQueueService.NonExistentQueue"));
    }

    @Test
    void aQueueIsNotMadeTwiceWithDifferentAttributes() {
        assertThat(sqs.createQueue(q -> q.queueName("events")).queueUrl()).isEqualTo(queue);
        assertThatThrownBy(() -> sqs.createQueue(
                        q -> q.queueName("events").attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "45"))))
                .isInstanceOf(QueueNameExistsException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VisibilityTimeout|43201",
                "DelaySeconds|x",
                "RedrivePolicy|no JSON",
                "RedrivePolicy|{\"maxReceiveCount\":1}",
                "RedrivePolicy|{\"maxReceiveCount\":1,\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:none\"}"
            })
    void unsoundAttributesAreRefused(String name, String value) {
        assertThatThrownBy(() -> sqs.setQueueAttributes(
                        s -> s.queueUrl(queue).attributesWithStrings(new HashMap<>(Map.of(name, value)))))
                .isInstanceOf(InvalidAttributeValueException.class);
    }

    @Test
    void whatAwsForbidsIsRefused() {
        assertThatThrownBy(() -> sqs.createQueue(
                        q -> q.queueName("f").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true"))))
                .isInstanceOf(InvalidAttributeNameException.class);
        assertThatThrownBy(() -> sqs.createQueue(q -> q.queueName("a b"))).isInstanceOf(SqsException.class);
        assertThatThrownBy(() -> sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(11)))
                .isInstanceOf(SqsException.class)
                .hasMessageContaining("MaxNumberOfMessages");
        assertThatThrownBy(() -> sqs.deleteMessage(d -> d.queueUrl(queue).receiptHandle("x")))
                .isInstanceOf(ReceiptHandleIsInvalidException.class);
        aws.faults().next("sqs", "SendMessage", Fault.throttle(), 1);
        assertThatThrownBy(() -> send("m"))
                .isInstanceOfSatisfying(SqsException.class, refused -> assertThat(refused.isThrottlingException())
                        .isTrue());
    }

    private void send(String body) {
        sqs.sendMessage(m -> m.queueUrl(queue).messageBody(body));
    }

    private List<Message> receive() {
        return receive(30);
    }

    private List<Message> receive(int visibility) {
        return sqs.receiveMessage(r -> r.queueUrl(queue)
                        .visibilityTimeout(visibility)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    private void visible(Message message, int seconds) {
        sqs.changeMessageVisibility(
                c -> c.queueUrl(queue).receiptHandle(message.receiptHandle()).visibilityTimeout(seconds));
    }

    private String counted(QueueAttributeName name) {
        return sqs.getQueueAttributes(g -> g.queueUrl(queue).attributeNames(name))
                .attributes()
                .get(name);
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    private static ChangeMessageVisibilityBatchRequestEntry visibleLater(String id, String handle) {
        return ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(handle)
                .visibilityTimeout(60)
                .build();
    }
}
