package io.iotconnectivity.source.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.route.NoForeignHeaders;
import io.iotconnectivity.route.RoutePlaceholders;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.LifecycleParser;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.source.Accept;
import io.iotconnectivity.source.HeldEngine;
import io.iotconnectivity.source.Intake;
import io.iotconnectivity.source.NoDevices;
import io.iotconnectivity.source.Source;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** The shipped queue route, from SQS to the store. */
class QueueIT {
    private static final String QUEUE = "presence";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QueuePolls polls = new QueuePolls(16, Clock.systemUTC(), meters);
    private final DefaultCamelContext context = new DefaultCamelContext();

    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private SqsClient sqs;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        sqs = SqsClient.builder()
                .endpointOverride(aws.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(ApacheHttpClient.builder())
                .overrideConfiguration(client -> client.addExecutionInterceptor(new Talkative()))
                .build();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void eventIsDeletedOnlyWhenItIsDurable() throws Exception {
        createQueue(30);
        HeldEngine engine = new HeldEngine();
        run(engine);

        aws.sqs().send(QUEUE, connected("dev", 1));
        await().atMost(SOON).until(() -> !engine.accepted.isEmpty());
        assertThat(aws.faults().calls("sqs", "DeleteMessageBatch")).isZero();
        assertThat(aws.sqs().bodies(QUEUE)).hasSize(1);

        engine.durable.complete(null);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(aws.sqs().bodies(QUEUE)).isEmpty());
        assertThat(engine.accepted).singleElement().isInstanceOf(Signal.Connected.class);
    }

    @Test
    void eventThatCannotBeStoredComesAgain() throws Exception {
        createQueue(1);
        HeldEngine engine = new HeldEngine();
        engine.durable.completeExceptionally(new IllegalStateException("closing"));
        run(engine);

        aws.sqs().send(QUEUE, connected("dev", 1));

        await().atMost(SOON).until(() -> engine.accepted.size() > 1);
        assertThat(aws.sqs().bodies(QUEUE)).hasSize(1);
        assertThat(aws.faults().calls("sqs", "DeleteMessageBatch")).isZero();
    }

    @Test
    void whatSqsFailsToDeleteIsTriedAgainAloneAndTheRestOfTheCallIsDeleted() throws Exception {
        createQueue(120);
        HeldEngine engine = new HeldEngine();
        for (int i = 0; i < 10; i++) {
            aws.sqs().send(QUEUE, connected("dev-" + i, 1));
        }
        run(engine);
        await().atMost(SOON).until(() -> engine.accepted.size() == 10);
        aws.faults().next("sqs", "DeleteMessageBatch", Fault.failEntries(1), 2);

        engine.durable.complete(null);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(aws.sqs().bodies(QUEUE)).isEmpty());
        assertThat(meters.get("iotc.queue.deleted").counter().count()).isEqualTo(10);
        assertThat(meters.get("iotc.queue.delete.failures").counter().count()).isZero();
        assertThat(engine.accepted).as("none came a second time").hasSize(10);
    }

    @Test
    void stoppingDeletesWhatIsDurable() throws Exception {
        createQueue(120);
        HeldEngine engine = new HeldEngine();
        engine.durable.complete(null);
        aws.sqs().send(QUEUE, connected("dev", 1));
        run(engine);
        await().atMost(SOON).until(() -> !engine.accepted.isEmpty());

        context.stop();

        assertThat(aws.sqs().bodies(QUEUE)).isEmpty();
    }

    @Test
    void attributesOfTheSenderSteerNothing() throws Exception {
        createQueue(30);
        HeldEngine engine = new HeldEngine();
        engine.durable.complete(null);
        run(engine);

        sqs.sendMessage(message -> message.queueUrl(aws.uri() + "/000000000000/" + QUEUE)
                .messageBody(connected("dev", 1))
                .messageAttributes(Map.of(
                        "ConnectivityMqttRetained", text("true"),
                        "CamelMqttTopic", text("lwt/other"),
                        "CamelAwsSqsReceiptHandle", text("of another message"))));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(aws.sqs().bodies(QUEUE)).isEmpty());
        assertThat(engine.accepted).singleElement().isInstanceOf(Signal.Connected.class);
    }

    @Test
    void crashBetweenStoringAndDeletingMakesNoSecondEvent() throws Exception {
        createQueue(1);
        try (Engine engine = engine()) {
            aws.faults().next("sqs", "DeleteMessageBatch", Fault.refuse(403, "AccessDenied", "no"), Integer.MAX_VALUE);
            aws.sqs().send(QUEUE, connected("dev", 1));
            run(engine);
            await().atMost(SOON).until(() -> aws.faults().calls("sqs", "DeleteMessageBatch") >= 2);

            aws.faults().clear();

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(aws.sqs().bodies(QUEUE)).isEmpty());
            assertThat(engine.ledger()
                            .events(new ClientId("dev"), Optional.empty(), 10)
                            .total())
                    .isEqualTo(1);
            context.stop();
        }
    }

    @Test
    void errorActionOfARuleIsTakenInAndPoisonBecomesADeadLetter() throws Exception {
        createQueue(30);
        try (Engine engine = engine()) {
            run(engine);
            aws.sqs()
                    .send(
                            QUEUE,
                            "{\"ruleName\":\"r\",\"topic\":\"t\",\"base64OriginalPayload\":\""
                                    + Base64.getEncoder()
                                            .encodeToString(
                                                    connected("wrapped", 1).getBytes(StandardCharsets.UTF_8))
                                    + "\"}");
            aws.sqs().send(QUEUE, "poison");

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(aws.sqs().bodies(QUEUE)).isEmpty());
            assertThat(engine.ledger()
                            .device(new ClientId("wrapped"))
                            .orElseThrow()
                            .state())
                    .isEqualTo(Verdict.ONLINE);
            assertThat(engine.ledger()
                            .deadLetters(DeadLetterQuery.of("queue"), Optional.empty(), 10)
                            .items())
                    .singleElement()
                    .satisfies(letter -> assertThat(new String(letter.payload(), StandardCharsets.UTF_8))
                            .isEqualTo("poison"));
            context.stop();
        }
    }

    @Test
    void backlogIsTakenInWhole() throws Exception {
        createQueue(120);
        try (Engine engine = engine()) {
            for (int i = 0; i < 1000; i++) {
                aws.sqs().send(QUEUE, connected("dev-" + i, 1));
            }
            run(engine);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(aws.sqs().bodies(QUEUE)).isEmpty());
            assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.ONLINE, 1000L);
            assertThat(aws.faults().calls("sqs", "ReceiveMessage")).isLessThan(1000);
            assertThat(aws.faults().calls("sqs", "DeleteMessage")).isZero();
            assertThat(aws.faults().calls("sqs", "DeleteMessageBatch")).isLessThan(500);
            assertThat(meters.get("iotc.queue.deleted").counter().count()).isEqualTo(1000);
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            meters.get("iotc.queue.polls").gauge().value())
                    .as("one call waits for messages while the queue is idle")
                    .isOne());
            context.stop();
        }
    }

    @Test
    void storeThatDoesNotAnswerIsNotFilled() throws Exception {
        createQueue(120);
        HeldEngine engine = new HeldEngine();
        for (int i = 0; i < 60; i++) {
            aws.sqs().send(QUEUE, connected("dev-" + i, 1));
        }
        run(engine, 20);

        await().atMost(SOON).until(() -> engine.accepted.size() == 20);
        assertThat(aws.sqs().bodies(QUEUE)).hasSize(60);

        engine.durable.complete(null);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(aws.sqs().bodies(QUEUE)).isEmpty());
        assertThat(engine.accepted).hasSize(60);
    }

    @Test
    void queueThatIsMissingIsToldOfUntilItIsThere() throws Exception {
        run(new HeldEngine());

        await().atMost(SOON).until(() -> polls.status()
                .lastError()
                .filter(error -> error.contains("queue"))
                .isPresent());
        assertThat(polls.status().connected()).isFalse();

        createQueue(30);
        aws.sqs().send(QUEUE, connected("dev", 1));

        await().atMost(SOON).until(() -> polls.status().connected());
        await().atMost(SOON).until(() -> polls.status().lastMessageAt().isPresent());
    }

    /** Has the queue give all attributes of messages, which the route asks for none of. */
    private static final class Talkative implements ExecutionInterceptor {
        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
            return context.request() instanceof ReceiveMessageRequest receive
                    ? receive.toBuilder().messageAttributeNames("All").build()
                    : context.request();
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private void createQueue(int visibilitySeconds) {
        sqs.createQueue(queue -> queue.queueName(QUEUE)
                .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, Integer.toString(visibilitySeconds))));
    }

    private Engine engine() {
        return SqliteEngine.open(
                EngineSettings.of(directory.resolve("engine.db")),
                new PresenceMachine(Policy.defaults())::step,
                IncidentRules.of(new IncidentMachine(IncidentPolicy.defaults())),
                new CloudEvents("iot-connectivity/test"),
                Clock.systemUTC(),
                meters);
    }

    private void run(Engine engine) throws Exception {
        run(engine, 200);
    }

    private void run(Engine engine, int room) throws Exception {
        Properties settings = RoutePlaceholders.allOff();
        settings.setProperty("queue.enabled", "true");
        settings.setProperty("queue.url", url());
        context.getPropertiesComponent().setInitialProperties(settings);
        context.getShutdownStrategy().setTimeout(1);
        context.getRegistry().bind("sqsClient", SqsClient.class, sqs);
        context.getRegistry().bind("queuePolls", polls);
        context.getRegistry().bind("queueRoom", new Room(room));
        context.getRegistry().bind("queueDeletes", new QueueDeletes(() -> sqs, url(), meters));
        context.getRegistry().bind("queueHeaders", new NoForeignHeaders());
        LifecycleParser parser = new LifecycleParser();
        NoDevices noDevices = new NoDevices("own", ClientPattern.of("iotconsole-.*"));
        Accept accept = new Accept(
                new Source(
                        "queue",
                        Source.Carries.PRESENCE_EVENTS,
                        (topic, payload, arrived) -> parser.read(payload, arrived)),
                noDevices,
                Intake.of(engine),
                Clock.systemUTC(),
                meters);
        for (String bean : List.of("acceptQueue", "acceptPresence", "acceptLastWill", "acceptSignOfLife")) {
            context.getRegistry().bind(bean, accept);
        }
        for (String file : List.of("route-configuration", "accept", "source-queue")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.resolveResource(context, "file:src/main/routes/" + file + ".camel.yaml"));
        }
        context.start();
    }

    private String url() throws IOException {
        return URI.create(aws.uri() + "/000000000000/" + QUEUE).normalize().toString();
    }

    private static String connected(String client, long version) {
        return String.format(
                Locale.ROOT,
                "{\"clientId\":\"%s\",\"timestamp\":%d,\"eventType\":\"connected\",\"versionNumber\":%d}",
                client,
                Instant.now().toEpochMilli(),
                version);
    }
}
