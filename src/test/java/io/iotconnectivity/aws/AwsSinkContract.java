package io.iotconnectivity.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.event.Verdict;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** How the AWS sinks work, with the product's clients, beans and routes, against anything that behaves like AWS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AwsSinkContract {
    static final String JSON = "{\"specversion\":\"1.0\"}";
    private static final String NOWHERE = "arn:aws:sns:us-east-1:123456789012:nowhere";
    private static final String PROPERTY = "aws.endpointUrl";

    final String devices = "devices-" + UUID.randomUUID();
    final String events = "events-" + UUID.randomUUID();
    AwsClients clients;
    private String propertyBefore;
    private CamelContext camel;

    /** Where the stand-in for AWS listens. */
    abstract URI endpoint();

    @BeforeEach
    void pointToTheStandIn() {
        propertyBefore = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, endpoint().toString());
        clients = new AwsClients(AwsSettings.of("us-east-1", Optional.empty()));
    }

    @AfterEach
    void close() {
        if (camel != null) {
            camel.stop();
            camel = null;
        }
        clients.close();
        if (propertyBefore == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, propertyBefore);
        }
    }

    @Test
    void tablesAreCreatedOnceAndFit() {
        assertThat(tables(true).prepare()).isEmpty();
        assertThat(tables(true).prepare()).isEmpty();
        assertThat(tables(false).prepare()).isEmpty();

        var index = clients.dynamoDb()
                .describeTable(request -> request.tableName(devices))
                .table()
                .globalSecondaryIndexes();
        assertThat(index).singleElement().satisfies(it -> assertThat(it.indexName())
                .isEqualTo("state-since"));
        assertThat(clients.dynamoDb()
                        .describeTimeToLive(request -> request.tableName(events))
                        .timeToLiveDescription()
                        .attributeName())
                .isEqualTo("expiresAt");
    }

    @Test
    void missingTablesAreNamedWithTheirSettingsAndTheFix() {
        DynamoTables missing =
                new DynamoTables(clients::dynamoDb, "no-devices", "no-events", false, Duration.ofSeconds(1));
        List<String> problems = missing.prepare();
        assertThat(problems).hasSize(2).allMatch(problem -> problem.contains("sink.dynamodb.create-tables"));
        assertThat(problems.get(0)).contains("'no-devices'", "sink.dynamodb.devices-table");
        assertThat(problems.get(1)).contains("'no-events'", "sink.dynamodb.events-table");
    }

    @Test
    void expiryThatAnotherInstanceHasJustEnabledIsNoProblem() {
        tables(true).prepare();
        DynamoDbClient tooEarly = new LooksTooEarly(clients.dynamoDb());

        assertThat(new DynamoTables(() -> tooEarly, devices, events, true, Duration.ofSeconds(10)).prepare())
                .isEmpty();
    }

    /** Has looked for the first time before another instance enabled the expiry. */
    private static final class LooksTooEarly implements DynamoDbClient {
        private final DynamoDbClient client;
        private boolean looked;

        LooksTooEarly(DynamoDbClient client) {
            this.client = client;
        }

        @Override
        public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
            if (looked) {
                return client.describeTimeToLive(request);
            }
            looked = true;
            return DescribeTimeToLiveResponse.builder()
                    .timeToLiveDescription(found -> found.timeToLiveStatus(TimeToLiveStatus.DISABLED))
                    .build();
        }

        @Override
        public DescribeTableResponse describeTable(DescribeTableRequest request) {
            return client.describeTable(request);
        }

        @Override
        public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request) {
            return client.updateTimeToLive(request);
        }

        @Override
        public String serviceName() {
            return client.serviceName();
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @Test
    void tableWithAnotherKeyIsNamed() {
        String other = "other-" + UUID.randomUUID();
        KeySchemaElement key = KeySchemaElement.builder()
                .attributeName("id")
                .keyType(KeyType.HASH)
                .build();
        AttributeDefinition text = AttributeDefinition.builder()
                .attributeName("id")
                .attributeType(ScalarAttributeType.S)
                .build();
        clients.dynamoDb().createTable(request -> request.tableName(other)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key)
                .attributeDefinitions(text));
        List<String> problems =
                new DynamoTables(clients::dynamoDb, other, events, true, Duration.ofSeconds(10)).prepare();
        assertThat(problems)
                .singleElement()
                .asString()
                .contains(other, "{HASH=id}", "{HASH=clientId}", "sink.dynamodb.devices-table");
    }

    @Test
    void newerStateReplacesAnOlderOneAndNeverTheOtherWayRound() throws Exception {
        tables(true).prepare();
        DevicesTable table = new DevicesTable(clients::dynamoDbWrites, devices);
        String client = client();

        table.write(SampleEvents.offline(client).numbered(2).event());
        assertThat(row(client)).containsEntry("reason", AttributeValue.fromS("MQTT_KEEP_ALIVE_TIMEOUT"));

        table.write(SampleEvents.connected(client).withoutDetails().numbered(3).event());
        table.write(SampleEvents.offline(client).numbered(2).event());
        table.write(SampleEvents.offline(client).numbered(3).event());

        assertThat(row(client))
                .containsEntry("state", AttributeValue.fromS("ONLINE"))
                .containsEntry("sequence", AttributeValue.fromN("3"))
                .doesNotContainKeys("reason", "cause", "since");
    }

    @Test
    void missingDevicesTableIsExplainedAtDelivery() {
        DevicesTable table = new DevicesTable(clients::dynamoDbWrites, "no-devices");
        Event event = SampleEvents.offline("lwtThing").event();
        assertThatThrownBy(() -> table.write(event))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'no-devices' (sink.dynamodb.devices-table)");
    }

    @Test
    void eventsAreKeptByDeviceAndId() throws Exception {
        tables(true).prepare();
        String client = client();
        start("sink-dynamodb-events");

        deliver("sink-dynamodb-events", SampleEvents.offline(client).numbered(1).event());
        deliver("sink-dynamodb-events", SampleEvents.offline(client).numbered(1).event());
        deliver("sink-dynamodb-events", SampleEvents.online(client).numbered(2).event());

        List<Map<String, AttributeValue>> items = clients.dynamoDb()
                .query(request -> request.tableName(events)
                        .keyConditionExpression("clientId = :client")
                        .expressionAttributeValues(Map.of(":client", AttributeValue.fromS(client))))
                .items();
        assertThat(items)
                .extracting(item -> item.get("type").s())
                .containsExactly("io.iotconnectivity.device.offline", "io.iotconnectivity.device.online");
        assertThat(items.get(0)).containsEntry("event", AttributeValue.fromS(JSON));
    }

    @Test
    void missingEventsTableIsExplainedAtDelivery() throws Exception {
        start("sink-dynamodb-events", NOWHERE, "no-events");
        Event event = SampleEvents.offline("lwtThing").event();
        assertThatThrownBy(() -> deliver("sink-dynamodb-events", event))
                .hasMessageContaining("there is no DynamoDB table");
    }

    @Test
    void eventIsPublishedToTheTopic() throws Exception {
        String topic = topic();
        start("sink-sns", topic);
        deliver("sink-sns", SampleEvents.offline("lwtThing").event());
        assertPublished(topic);
    }

    /** Looks at what came out at the topic, where the stand-in can tell. */
    void assertPublished(String topic) {}

    @Test
    void topicThatIsThereIsFine() {
        assertThat(new TopicCheck(clients::sns, topic()).check()).isEmpty();
    }

    @Test
    void missingTopicIsNamedWithItsSetting() {
        assertThat(new TopicCheck(clients::sns, NOWHERE).check()).hasValueSatisfying(problem -> assertThat(problem)
                .contains(NOWHERE, "sink.sns.topic-arn", "is missing"));
    }

    @Test
    void shadowOfAThingTellsOfTheWill() throws Exception {
        String thing = client();
        clients.iot().createThing(request -> request.thingName(thing));
        Shadow shadow = new Shadow(clients::shadowWrites, things(), Optional.empty());

        shadow.write(SampleEvents.leftItsWill(thing).numbered(1).event());
        assertThat(reported(thing)).isEqualTo(json("yes", "on", thing));

        shadow.write(SampleEvents.online(thing).numbered(2).event());
        assertThat(reported(thing)).isEqualTo(json("no", "off", thing));
    }

    @Test
    void shadowOfWhatIsNoThingIsNotMade() {
        Shadow shadow = new Shadow(clients::shadowWrites, things(), Optional.empty());
        Event will = SampleEvents.leftItsWill("ghost").event();
        assertThatThrownBy(() -> shadow.write(will)).isInstanceOf(Undeliverable.class);
    }

    final DynamoTables tables(boolean create) {
        return new DynamoTables(clients::dynamoDb, devices, events, create, Duration.ofSeconds(30));
    }

    final Map<String, AttributeValue> row(String client) {
        return clients.dynamoDb()
                .getItem(request -> request.tableName(devices)
                        .consistentRead(true)
                        .key(Map.of("clientId", AttributeValue.fromS(client))))
                .item();
    }

    final String topic() {
        return clients.sns().createTopic(request -> request.name("devices")).topicArn();
    }

    static String client() {
        return "lwtThing-" + UUID.randomUUID();
    }

    private JsonNode reported(String thing) throws IOException {
        byte[] payload = clients.iotData()
                .getThingShadow(request -> request.thingName(thing))
                .payload()
                .asByteArray();
        return new ObjectMapper().readTree(payload).path("state").path("reported");
    }

    private static JsonNode json(String lastWill, String triggerAction, String client) {
        return new ObjectMapper()
                .createObjectNode()
                .put("last_will", lastWill)
                .put("trigger_action", triggerAction)
                .put("client_id", client);
    }

    final void start(String route) throws Exception {
        start(route, NOWHERE);
    }

    final void start(String route, String topicArn) throws Exception {
        start(route, topicArn, events);
    }

    private void start(String route, String topicArn, String eventsTable) throws Exception {
        camel = new DefaultCamelContext();
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "sink.dynamodb.enabled", "true",
                "sink.dynamodb.events-table", eventsTable,
                "sink.sns.enabled", "true",
                "sink.sns.topic-arn", topicArn,
                "sink.metrics.enabled", "true",
                "sink.metrics.namespace", "IoTConnectivity"));
        camel.getPropertiesComponent().setInitialProperties(settings);
        camel.getRegistry().bind("cloudWatchClient", CloudWatchClient.class, clients::cloudWatch);
        camel.getRegistry()
                .bind("eventsTable", new EventsTable(clients::dynamoDbWrites, eventsTable, Duration.ofDays(90)));
        camel.getRegistry().bind("eventTopic", new EventTopic(clients::sns, topicArn, Event::subject));
        camel.getRegistry().bind("metrics", new Metrics(() -> Map.of(Verdict.ONLINE, 2L), Clock.systemUTC()));
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(PluginHelper.getResourceLoader(camel)
                        .resolveResource("classpath:routes/" + route + ".camel.yaml"));
        camel.start();
    }

    final void deliver(String sink, Event event) throws Exception {
        Map<String, Object> headers = new HashMap<>();
        headers.put("ConnectivityEventId", event.id());
        headers.put("ConnectivityEventType", event.type().fullName());
        headers.put("ConnectivityState", event.device().orElseThrow().state().name());
        event.device().orElseThrow().reason().ifPresent(reason -> headers.put("ConnectivityReason", reason));
        event.device()
                .orElseThrow()
                .severity()
                .ifPresent(severity -> headers.put("ConnectivitySeverity", severity.word()));
        deliver(sink, exchange -> {
            exchange.setProperty("ConnectivityEvent", event);
            exchange.getMessage().setHeaders(headers);
            exchange.getMessage().setBody(JSON);
        });
    }

    final void deliver(String sink, Processor input) throws Exception {
        Exchange done = camel.createProducerTemplate().send("direct:" + sink, input);
        if (done.getException() != null) {
            throw done.getException();
        }
    }

    ThingNames things() {
        return new ThingNames(
                ThingSettings.CALLED_LIKE_THE_CLIENT, new Things(clients::iot), client -> Optional.empty());
    }
}
