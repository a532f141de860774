package io.iotconnectivity.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.sandbox.aws.sns.Message;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;

/** The AWS sinks against the sandbox's endpoint, which can also fail in the ways that AWS does. */
class AwsSinksIT extends AwsSinkContract {
    @AutoClose
    private final AwsEndpoint aws = AwsEndpoint.start(0);

    @Override
    URI endpoint() {
        return aws.uri();
    }

    @AfterEach
    void allIsWell() {
        aws.faults().clear();
    }

    @Override
    void assertPublished(String topic) {
        List<Message> published = aws.sns().published();
        Message last = published.get(published.size() - 1);
        assertThat(last.topicArn()).isEqualTo(topic);
        assertThat(last.text()).isEqualTo(JSON);
        assertThat(last.attributes()).hasSize(4);
        assertThat(last.attributes().get("type").value()).isEqualTo("io.iotconnectivity.device.offline");
        assertThat(last.attributes().get("state").value()).isEqualTo("OFFLINE");
        assertThat(last.attributes().get("reason").value()).isEqualTo("MQTT_KEEP_ALIVE_TIMEOUT");
        assertThat(last.attributes().get("severity").value()).isEqualTo("warning");
    }

    @Test
    void eventsThatAreWrittenTogetherShareRequestsAndOnlyWhatIsLeftOutFails() throws Exception {
        tables(true).prepare();
        EventsTable table = new EventsTable(clients::dynamoDbWrites, events, Duration.ofDays(90));
        String client = client();
        long requests = aws.faults().calls("dynamodb", "PutItem") + aws.faults().calls("dynamodb", "BatchWriteItem");
        aws.faults().next("dynamodb", "PutItem", Fault.hang(Duration.ofMillis(500)), 3);
        aws.faults().next("dynamodb", "BatchWriteItem", Fault.failEntries(2), 1);
        int failed = together(
                100, i -> table.write(SampleEvents.offline(client).numbered(i).event(), JSON));

        assertThat(failed).isEqualTo(2);
        assertThat(aws.dynamoDb().items(events).stream()
                        .filter(item -> item.path("clientId").asText().equals(client)))
                .hasSize(98);
        assertThat(aws.faults().calls("dynamodb", "PutItem") + aws.faults().calls("dynamodb", "BatchWriteItem"))
                .isLessThan(requests + 50);
    }

    /** Not in the contract: moto's PartiQL knows neither {@code REMOVE} after {@code SET} nor comparisons. */
    @Test
    void statementChangesAnOlderRowAndNeitherANewerOneNorNone() throws Exception {
        tables(true).prepare();
        DevicesTable table = new DevicesTable(clients::dynamoDbWrites, devices);
        String known = client();
        String newer = client();
        String unknown = client();
        table.write(SampleEvents.offline(known).numbered(2).event());
        table.write(SampleEvents.offline(newer).numbered(4).event());

        List<BatchStatementRequest> statements = Stream.of(known, newer, unknown)
                .map(client -> SampleEvents.connected(client)
                        .withoutDetails()
                        .numbered(3)
                        .event())
                .map(event ->
                        table.statement(DevicesTable.row(event, event.device().orElseThrow())))
                .toList();
        List<BatchStatementResponse> responses = clients.dynamoDbWrites()
                .batchExecuteStatement(request -> request.statements(statements))
                .responses();

        assertThat(responses).hasSize(3);
        assertThat(responses.get(0).error()).isNull();
        assertThat(responses.get(1).error()).isNotNull();
        assertThat(responses.get(2).error()).isNotNull();
        assertThat(row(known))
                .containsEntry("state", AttributeValue.fromS("ONLINE"))
                .containsEntry("sequence", AttributeValue.fromN("3"))
                .doesNotContainKeys("reason", "cause", "since");
        assertThat(row(newer)).containsEntry("sequence", AttributeValue.fromN("4"));
        assertThat(row(unknown)).isEmpty();
    }

    @Test
    void rowsThatAreWrittenTogetherShareRequestsAndOnlyNewerEventsChangeThem() throws Exception {
        tables(true).prepare();
        DevicesTable table = new DevicesTable(clients::dynamoDbWrites, devices);
        String client = client();
        // Every other row is new; every fifth of the others is newer than the event.
        for (int i = 0; i < 100; i += 2) {
            table.write(
                    SampleEvents.online(client + i).numbered(i % 5 == 0 ? 9 : 1).event());
        }
        long statements = aws.faults().calls("dynamodb", "BatchExecuteStatement");
        hangFirst();
        int failed = together(
                100,
                i -> table.write(SampleEvents.offline(client + i).numbered(5).event()));

        assertThat(failed).isZero();
        assertThat(aws.faults().calls("dynamodb", "BatchExecuteStatement")).isBetween(statements + 1, statements + 50);
        for (int i = 0; i < 100; i++) {
            assertThat(row(client + i).get("sequence").n()).as("row " + i).isEqualTo(i % 10 == 0 ? "9" : "5");
        }
    }

    @Test
    void rowsForWhichThereIsNoCapacityFailAlone() throws Exception {
        tables(true).prepare();
        DevicesTable table = new DevicesTable(clients::dynamoDbWrites, devices);
        String client = client();
        for (int i = 0; i < 100; i++) {
            table.write(SampleEvents.online(client + i).numbered(1).event());
        }
        hangFirst();
        aws.faults().next("dynamodb", "BatchExecuteStatement", Fault.failEntries(2), 1);
        int failed = together(
                100,
                i -> table.write(SampleEvents.offline(client + i).numbered(5).event()));

        assertThat(failed).isEqualTo(2);
        assertThat(IntStream.range(0, 100)
                        .filter(i -> row(client + i).get("sequence").n().equals("5")))
                .hasSize(98);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "UnknownOperationException", "ValidationException"})
    void rowsAreWrittenOneByOneWhereStatementsAreRefused(String code) throws Exception {
        tables(true).prepare();
        DevicesTable table = new DevicesTable(clients::dynamoDbWrites, devices);
        String client = client();
        hangFirst();
        aws.faults()
                .next(
                        "dynamodb",
                        "BatchExecuteStatement",
                        Fault.refuse(400, code, "is not for you"),
                        Integer.MAX_VALUE);
        int failed = together(
                100,
                i -> table.write(SampleEvents.offline(client + i).numbered(5).event()));
        long statements = aws.faults().calls("dynamodb", "BatchExecuteStatement");
        hangFirst();
        failed += together(
                100,
                i -> table.write(SampleEvents.online(client + i).numbered(6).event()));

        assertThat(failed).isZero();
        assertThat(aws.faults().calls("dynamodb", "BatchExecuteStatement")).isEqualTo(statements);
        for (int i = 0; i < 100; i++) {
            assertThat(row(client + i)).containsEntry("sequence", AttributeValue.fromN("6"));
        }
    }

    /** What is written meanwhile is written together. */
    private void hangFirst() {
        aws.faults().next("dynamodb", "UpdateItem", Fault.hang(Duration.ofMillis(500)), 3);
    }

    @Test
    void eventsThatArePublishedTogetherShareRequestsAndOnlyFailedEntriesFail() throws Exception {
        EventTopic topic = new EventTopic(clients::sns, topic(), Event::subject);
        int published = aws.sns().published().size();
        long requests = aws.faults().calls("sns", "PublishBatch");
        aws.faults().next("sns", "PublishBatch", Fault.hang(Duration.ofMillis(500)), 3);
        aws.faults().next("sns", "PublishBatch", Fault.failEntries(1), 1);

        int failed = together(
                100,
                i -> topic.publish(SampleEvents.offline("d" + i).numbered(i).event(), JSON));

        assertThat(failed).isEqualTo(1);
        assertThat(aws.sns().published()).hasSize(published + 99);
        assertThat(aws.faults().calls("sns", "PublishBatch")).isBetween(requests + 10, requests + 60);
    }

    @Test
    void fifoTopicKeepsEachDevicesEventsInOrderAndDropsRepeats() throws Exception {
        String arn = clients.sns()
                .createTopic(request -> request.name("devices.fifo").attributes(Map.of("FifoTopic", "true")))
                .topicArn();
        assertThat(new TopicCheck(clients::sns, arn).check()).isEmpty();
        EventTopic topic = new EventTopic(clients::sns, arn, event -> "group of " + event.subject());

        topic.publish(SampleEvents.offline("d").numbered(1).event(), JSON);
        topic.publish(SampleEvents.online("d").numbered(2).event(), JSON);
        topic.publish(SampleEvents.offline("d").numbered(1).event(), JSON);

        assertThat(aws.sns().published().stream()
                        .filter(message -> message.topicArn().equals(arn))
                        .flatMap(message -> message.group().stream()))
                .containsExactly("group of d", "group of d");
    }

    @FunctionalInterface
    private interface Writing {
        void write(int number) throws Exception;
    }

    /** Writes from many threads at a time; returns how many failed because the item was not taken. */
    private static int together(int items, Writing writing) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(items);
        try {
            List<Future<Void>> all = threads.invokeAll(IntStream.range(0, items)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        writing.write(i);
                        return null;
                    })
                    .toList());
            int failed = 0;
            for (Future<Void> one : all) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(NotTaken.class);
                    failed++;
                }
            }
            return failed;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void metricsOfAnIntervalAreOneCall() throws Exception {
        start("sink-metrics");
        List<Event> interval = List.of(
                SampleEvents.connected("a").event(),
                SampleEvents.disconnected("a", "CONNECTION_LOST").event());
        long before = aws.faults().calls("cloudwatch", "PutMetricData");

        deliver("sink-metrics", exchange -> exchange.getMessage().setBody(interval));

        assertThat(aws.faults().calls("cloudwatch", "PutMetricData")).isEqualTo(before + 1);
        assertThat(aws.metrics().sum("IoTConnectivity", "Connects")).isEqualTo(1);
        assertThat(aws.metrics().data())
                .filteredOn(datum -> datum.name().equals("Disconnects"))
                .singleElement()
                .satisfies(datum -> {
                    assertThat(datum.dimensions()).isEqualTo(Map.of("Reason", "CONNECTION_LOST"));
                    assertThat(datum.unit()).isEqualTo("Count");
                });
    }

    @Test
    void replyThatIsLostAfterTheRowWasWrittenIsADelivery() throws Exception {
        tables(true).prepare();
        String client = client();
        aws.faults().next("dynamodb", "UpdateItem", Fault.loseReply(), 1);

        new DevicesTable(clients::dynamoDbWrites, devices)
                .write(SampleEvents.offline(client).event());

        assertThat(row(client)).containsKey("state");
    }

    @Test
    void throttledTableIsTriedLater() {
        tables(true).prepare();
        aws.faults().next("dynamodb", "UpdateItem", Fault.throttle(), Integer.MAX_VALUE);
        DevicesTable table = new DevicesTable(clients::dynamoDbWrites, devices);
        Event event = SampleEvents.offline(client()).event();

        long before = aws.faults().calls("dynamodb", "UpdateItem");
        assertThatThrownBy(() -> table.write(event)).isInstanceOf(SdkException.class);
        assertThat(aws.faults().calls("dynamodb", "UpdateItem")).isLessThan(before + 50);
    }

    @Test
    void tablesThatCannotBeCheckedStopNothing() {
        aws.faults().next("dynamodb", "DescribeTable", Fault.serverError(), Integer.MAX_VALUE);
        assertThat(tables(true).prepare())
                .hasSize(2)
                .allMatch(problem -> problem.contains("cannot be created or checked"));
    }

    @Test
    void throttledShadowIsTriedLater() throws Exception {
        String thing = client();
        aws.things().create(thing);
        Shadow shadow = new Shadow(clients::shadowWrites, things(), Optional.of("connectivity"));
        Event will = SampleEvents.leftItsWill(thing).event();

        aws.faults().next("iotdata", "UpdateThingShadow", Fault.throttle(), Integer.MAX_VALUE);
        assertThatThrownBy(() -> shadow.write(will)).isInstanceOf(SdkException.class);

        aws.faults().clear();
        shadow.write(will);
        assertThat(aws.shadows().shadow(thing, "connectivity")).isPresent();
        assertThat(aws.shadows().shadow(thing)).isEmpty();
    }

    @Test
    void registryThatCannotTellIsNoReasonToGiveUp() {
        aws.faults().next("iot", "DescribeThing", Fault.throttle(), Integer.MAX_VALUE);
        Shadow shadow = new Shadow(clients::shadowWrites, things(), Optional.empty());
        Event will = SampleEvents.leftItsWill(client()).event();

        assertThatThrownBy(() -> shadow.write(will)).isInstanceOf(SdkException.class);
    }
}
