package io.iotconnectivity.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.AwsSettings;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.route.EventFiles;
import io.iotconnectivity.route.TargetKeys;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.sandbox.aws.kinesis.Kinesis.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The sinks for SQS, Kinesis, EventBridge and S3 against the sandbox's endpoint, which can also fail in the ways that AWS does. */
class TargetSinksIT {
    private static final String PROPERTY = "aws.endpointUrl";
    private static final Duration ATTEMPT = Duration.ofSeconds(3);
    private static final CloudEvents JSON = new CloudEvents("iot-connectivity/us-east-1");
    private static final Event EVENT = SampleEvents.offline("pump, 7").event();

    @AutoClose
    private final AwsEndpoint aws = AwsEndpoint.start(0);

    @AutoClose
    private final AwsClients clients = new AwsClients(AwsSettings.of("us-east-1", Optional.empty()));

    @AutoClose
    private final CamelContext camel = new DefaultCamelContext();

    private String propertyBefore;

    @BeforeEach
    void startRoutes() throws Exception {
        propertyBefore = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, aws.uri().toString());
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "sink.sqs.enabled", "true",
                "sink.sqs.queue-url", aws.sqs().createQueue("events"),
                "sink.sqs.queue-name", "events",
                "sink.kinesis.enabled", "true",
                "sink.kinesis.stream", "events",
                "sink.eventbridge.enabled", "true",
                "sink.eventbridge.bus", "default",
                "sink.eventbridge.source", "iot-connectivity",
                "sink.s3.enabled", "true",
                "sink.s3.bucket", "events"));
        camel.getPropertiesComponent().setInitialProperties(settings);
        camel.getRegistry().bind("targetKeys", new TargetKeys());
        camel.getRegistry().bind("eventFiles", new EventFiles(JSON, "iot/"));
        camel.getRegistry().bind("sqsClient", SqsClient.class, clients::sqs);
        camel.getRegistry()
                .bind(
                        "kinesisClient",
                        KinesisClient.class,
                        () -> clients.added(KinesisClient.class, KinesisClient.builder(), ATTEMPT));
        camel.getRegistry()
                .bind(
                        "eventBridgeClient",
                        EventBridgeClient.class,
                        () -> clients.added(EventBridgeClient.class, EventBridgeClient.builder(), ATTEMPT));
        camel.getRegistry()
                .bind("s3Client", S3Client.class, () -> clients.added(S3Client.class, S3Client.builder(), ATTEMPT));
        for (String sink : List.of("sqs", "kinesis", "eventbridge", "s3")) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(PluginHelper.getResourceLoader(camel)
                            .resolveResource("classpath:routes/sink-" + sink + ".camel.yaml"));
        }
        camel.start();
    }

    @AfterEach
    void pointToNoEndpoint() {
        if (propertyBefore == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, propertyBefore);
        }
    }

    @Test
    void routesStartWhileNothingOfAwsIsThere() {
        // The stream and the bucket are made by the tests that need them.
        assertThat(camel.getRoutes()).hasSize(4);
        assertThat(aws.faults().calls("s3", "HeadBucket")).isZero();
    }

    @Test
    void queueGetsTheEventWithItsTypeOnly() throws Exception {
        deliver("sink-sqs");

        assertThat(aws.sqs().bodies("events")).containsExactly(json());
        assertThat(clients.sqs()
                        .receiveMessage(request -> request.queueUrl(aws.uri() + "/123456789012/events")
                                .messageAttributeNames("All"))
                        .messages())
                .singleElement()
                .satisfies(message -> assertThat(message.messageAttributes())
                        .hasSize(1)
                        .extractingByKey("type")
                        .satisfies(
                                type -> assertThat(type.stringValue()).isEqualTo("io.iotconnectivity.device.offline")));
    }

    @Test
    void streamGetsTheEventPartitionedByItsDevice() throws Exception {
        aws.kinesis().createStream("events");

        deliver("sink-kinesis");

        assertThat(aws.kinesis().records("events")).containsExactly(new StreamRecord("pump, 7", json()));
    }

    @Test
    void busGetsTheEventWithItsTypeSourceAndDevice() throws Exception {
        deliver("sink-eventbridge");

        ObjectNode entry = aws.eventBridge().events().get(0);
        assertThat(entry.path("DetailType").asText()).isEqualTo("io.iotconnectivity.device.offline");
        assertThat(entry.path("Source").asText()).isEqualTo("iot-connectivity");
        assertThat(entry.path("EventBusName").asText()).isEqualTo("default");
        assertThat(entry.path("Detail").asText()).isEqualTo(json());
        assertThat(entry.path("Resources")).singleElement().satisfies(resource -> assertThat(resource.asText())
                .isEqualTo("urn:iot-connectivity:client:pump%2C%207"));
    }

    @Test
    void whatTheBusDoesNotTakeIsNoDelivery() {
        aws.faults().next("eventbridge", "PutEvents", Fault.failEntries(1), 1);

        assertThatThrownBy(() -> deliver("sink-eventbridge"))
                .hasMessage("EventBridge rejected the event: InternalFailure The sandbox was asked to fail this entry");
        assertThat(aws.eventBridge().events()).isEmpty();
    }

    @Test
    void bucketGetsTheIntervalAsOneObjectWhichReplacesItself() throws Exception {
        aws.s3().createBucket("events");
        List<Event> interval = List.of(EVENT, SampleEvents.online("ventilé").event());

        deliver("sink-s3", exchange -> exchange.getMessage().setBody(interval));
        deliver("sink-s3", exchange -> exchange.getMessage().setBody(interval));

        assertThat(aws.s3().objects("events")).hasSize(1).allSatisfy((key, object) -> {
            assertThat(key).matches("iot/\\d{4}/\\d\\d/\\d\\d/\\d\\d/\\d{8}T\\d{6}Z-event-7\\.jsonl");
            assertThat(object.contentType()).isEqualTo("application/x-ndjson");
            assertThat(object.content().lines())
                    .containsExactly(json(), new String(JSON.write(interval.get(1)), StandardCharsets.UTF_8));
        });
    }

    @Test
    void intervalWithoutEventsIsNoObject() throws Exception {
        deliver("sink-s3", exchange -> exchange.getMessage().setBody(List.of()));

        assertThat(aws.faults().calls("s3", "PutObject")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "sqs,sqs,SendMessage",
        "kinesis,kinesis,PutRecord",
        "eventbridge,eventbridge,PutEvents",
        "s3,s3,PutObject"
    })
    void throttledTargetIsTriedLater(String sink, String service, String operation) {
        aws.kinesis().createStream("events");
        aws.s3().createBucket("events");
        aws.faults().next(service, operation, Fault.throttle(), Integer.MAX_VALUE);
        Processor filling =
                sink.equals("s3") ? exchange -> exchange.getMessage().setBody(List.of(EVENT)) : this::fill;

        assertThatThrownBy(() -> deliver("sink-" + sink, filling)).isNotNull();
        aws.faults().clear();
        try {
            deliver("sink-" + sink, filling);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bucketAndStreamThatAreMissingAreTold() {
        assertThatThrownBy(() -> deliver("sink-kinesis")).hasMessageContaining("not found");
        assertThatThrownBy(() ->
                        deliver("sink-s3", exchange -> exchange.getMessage().setBody(List.of(EVENT))))
                .hasMessageContaining("The specified bucket does not exist");
    }

    private static String json() {
        return new String(JSON.write(EVENT), StandardCharsets.UTF_8);
    }

    private void fill(Exchange exchange) {
        exchange.setProperty("ConnectivityEvent", EVENT);
        exchange.getMessage().setHeader("ConnectivityEventType", EVENT.type().fullName());
        exchange.getMessage().setHeader("ConnectivityAttempt", 1);
        exchange.getMessage().setBody(json());
    }

    private void deliver(String sink) throws Exception {
        deliver(sink, this::fill);
    }

    private void deliver(String sink, Processor filling) throws Exception {
        Exchange done = camel.createProducerTemplate().send("direct:" + sink, filling);
        if (done.getException() != null) {
            throw done.getException();
        }
    }
}
