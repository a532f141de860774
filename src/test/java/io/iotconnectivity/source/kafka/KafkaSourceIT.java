package io.iotconnectivity.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.kafka.KafkaBroker;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.route.RoutePlaceholders;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.LifecycleParser;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.source.Accept;
import io.iotconnectivity.source.HeldEngine;
import io.iotconnectivity.source.Intake;
import io.iotconnectivity.source.NoDevices;
import io.iotconnectivity.source.Source;
import io.iotconnectivity.source.SourceStatus;
import io.iotconnectivity.source.SourceStatuses;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped Kafka source route, from the topic to the store. */
class KafkaSourceIT {
    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final int PARTITIONS = 3;

    @TempDir
    private static Path brokerDirectory;

    private static KafkaBroker kafka;
    private static Admin admin;
    private static KafkaProducer<String, String> producer;

    @TempDir
    private Path directory;

    private final String topic = "presence-" + TOPICS.incrementAndGet();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeAll
    static void startKafka() throws IOException {
        kafka = KafkaBroker.start(brokerDirectory);
        admin = Admin.create(Map.of("bootstrap.servers", kafka.address()));
        // In order, like a rule of one device; and without numbers, over which the broker stumbles while a topic is
        // made.
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.address(),
                        "enable.idempotence",
                        false,
                        "max.in.flight.requests.per.connection",
                        1),
                new StringSerializer(),
                new StringSerializer());
    }

    @AfterAll
    static void stopKafka() {
        producer.close();
        admin.close();
        kafka.close();
    }

    @BeforeEach
    void hurry() {
        context.getShutdownStrategy().setTimeout(10);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void offsetIsCommittedOnlyWhenTheSignalIsDurable() throws Exception {
        createTopic();
        HeldEngine engine = new HeldEngine();
        run(engine);

        send("dev", connected("dev", 1));
        await().until(() -> !engine.accepted.isEmpty());
        assertThat(committed()).isZero();

        engine.durable.complete(null);

        await().until(() -> committed() == 1);
        assertThat(engine.accepted).singleElement().isInstanceOf(Signal.Connected.class);
    }

    @Test
    void whatCannotBeStoredIsReadAgainAndNothingAfterItIsCommitted() throws Exception {
        createTopic();
        HeldEngine engine = new HeldEngine();
        engine.durable.completeExceptionally(new IllegalStateException("the disk is full"));
        run(engine);

        send("dev", connected("dev", 1));
        await().until(() -> engine.accepted.size() > 1);
        send("dev", disconnected("dev", 1));

        await().until(() -> engine.accepted.stream().anyMatch(Signal.Disconnected.class::isInstance));
        assertThat(committed()).isZero();
    }

    @Test
    void storeThatDoesNotAnswerHoldsBackWhatFollows() throws Exception {
        createTopic();
        HeldEngine engine = new HeldEngine();
        run(engine);

        send("dev", connected("dev", 1));
        await().until(() -> engine.accepted.size() == 1);
        send("dev", disconnected("dev", 1));
        engine.durable.complete(null);

        await().until(() -> committed() == 2);
        assertThat(engine.accepted).hasSize(2);
    }

    @Test
    void backlogIsTakenInWholeInOrderOfEachDeviceAndBadRecordsAreKept() throws Exception {
        createTopic();
        for (int i = 0; i < 500; i++) {
            sendLater("dev-" + i, connected("dev-" + i, 1));
            sendLater("dev-" + i, disconnected("dev-" + i, 1));
            sendLater("dev-" + i, connected("dev-" + i, 2));
        }
        sendLater("dev-0", "poison");
        sendLater("dev-1", null);
        producer.flush();
        try (Engine engine = engine()) {
            run(engine);

            await().until(() -> committed() == 1502);
            assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.ONLINE, 500L);
            assertThat(engine.ledger()
                            .deadLetters(DeadLetterQuery.of("kafka"), Optional.empty(), 10)
                            .items())
                    .hasSize(2)
                    .filteredOn(letter -> letter.originalSize() > 0)
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(new String(letter.payload(), StandardCharsets.UTF_8))
                                .isEqualTo("poison");
                        assertThat(letter.reason()).contains("is not a JSON object");
                        assertThat(letter.topic().orElseThrow()).matches(topic + "/\\d/\\d+");
                    });
            await().untilAsserted(() -> assertThat(
                            meters.get("iotc.source.kafka.lag").gauge().value())
                    .isZero());
            context.stop();
        }
    }

    /**
     * As people have rules and pipes write them: the event itself; with fields that the rule adds; the message of an error
     * action; base64 of a field; and what a Lambda function got and passed on.
     */
    @Test
    void eventsAreFoundHoweverTheRuleWroteThem() throws Exception {
        createTopic();
        try (Engine engine = engine()) {
            run(engine);
            send("raw", connected("raw", 1));
            send(
                    "more",
                    connected("more", 1).replace("}", ",\"topic\":\"$aws/events/presence/connected/more\",\"ts\":1}"));
            send(null, "{\"ruleName\":\"r\",\"base64OriginalPayload\":\"" + base64(connected("failed", 1)) + "\"}");
            send("key", "{\"data\":\"" + base64(connected("encoded", 1)) + "\"}");
            send("key", "{\"records\":[{\"kinesis\":{\"data\":\"" + base64(connected("piped", 1)) + "\"}}]}");

            for (String device : List.of("raw", "more", "failed", "encoded", "piped")) {
                await(device).untilAsserted(() -> assertThat(engine.ledger().device(new ClientId(device)))
                        .get()
                        .extracting(found -> found.state())
                        .isEqualTo(Verdict.ONLINE));
            }
            context.stop();
        }
    }

    @Test
    void headersOfTheSenderSteerNothing() throws Exception {
        createTopic();
        HeldEngine engine = new HeldEngine();
        engine.durable.complete(null);
        run(engine);

        ProducerRecord<String, String> record = new ProducerRecord<>(topic, "dev", connected("dev", 1));
        for (String header : List.of("ConnectivityMqttRetained", "CamelKafkaManualCommit", "kafka.LAST_POLL_RECORD")) {
            record.headers().add(header, "true".getBytes(StandardCharsets.UTF_8));
        }
        producer.send(record).get();

        await().until(() -> committed() == 1);
        assertThat(engine.accepted).singleElement().isInstanceOf(Signal.Connected.class);
    }

    @Test
    void topicThatIsMissingIsToldOfUntilItIsThereAndIsNotMade() throws Exception {
        HeldEngine engine = new HeldEngine();
        engine.durable.complete(null);
        run(engine);

        await().until(() -> status().lastError().orElse("").contains(topic + " does not exist"));
        assertThat(status().connected()).isFalse();
        assertThat(admin.listTopics().names().get()).doesNotContain(topic);

        createTopic();
        send("dev", connected("dev", 1));

        await().until(() -> committed() == 1);
        await().until(() -> status().connected());
        assertThat(status().lastMessageAt()).isPresent();
    }

    @Test
    void nextLifeBeginsWhereThisOneHasCommitted() throws Exception {
        createTopic();
        HeldEngine engine = new HeldEngine();
        engine.durable.complete(null);
        run(engine);
        IntStream.range(0, 20).forEach(i -> sendLater("dev-" + i, connected("dev-" + i, 1)));
        await().until(() -> committed() == 20);

        context.getRouteController().stopRoute("source-kafka");
        send("late", connected("late", 1));
        context.getRouteController().startRoute("source-kafka");

        await().until(() -> committed() == 21);
        assertThat(engine.accepted).hasSize(21);
    }

    @Test
    void doctorNamesTheCommandForAMissingTopicAndForOneThatKeepsRecordsTooShortly() throws Exception {
        TopicAccess access = new TopicAccess(settings());

        assertThat(access.look()).singleElement().satisfies(missing -> {
            assertThat(missing.harms()).isTrue();
            assertThat(missing.fix())
                    .get()
                    .asString()
                    .startsWith("kafka-topics.sh --bootstrap-server " + kafka.address() + " --create --topic " + topic);
        });

        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1).configs(Map.of("retention.ms", "60000"))))
                .all()
                .get();

        await().untilAsserted(() -> assertThat(access.look())
                .extracting(
                        TopicAccess.Result::harms,
                        result -> result.fix().orElse("").replaceAll(".* --add", "--add"))
                .containsExactly(tuple(false, ""), tuple(false, "--add-config retention.ms=604800000")));
    }

    private KafkaSourceSettings settings() {
        return new KafkaSourceSettings(
                kafka.address(), topic, topic + "-readers", Map.of("metadata.max.age.ms", "500"));
    }

    private SourceStatus status() {
        return SourceStatuses.of(context).statuses().get(0);
    }

    private void createTopic() throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                .all()
                .get();
    }

    /** How many records the group has committed, over all partitions. */
    private long committed() throws Exception {
        return admin
                .listConsumerGroupOffsets(topic + "-readers")
                .partitionsToOffsetAndMetadata()
                .get()
                .values()
                .stream()
                .mapToLong(offset -> offset == null ? 0 : offset.offset())
                .sum();
    }

    private void send(String key, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key, value)).get();
    }

    private void sendLater(String key, String value) {
        producer.send(new ProducerRecord<>(topic, key, value));
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
        Properties placeholders = RoutePlaceholders.allOff();
        placeholders.setProperty("source.kafka.enabled", "true");
        placeholders.setProperty("source.kafka.topic", topic);
        context.getPropertiesComponent().setInitialProperties(placeholders);
        LifecycleParser parser = new LifecycleParser();
        Accept accept = new Accept(
                new Source(
                        "kafka",
                        Source.Carries.PRESENCE_EVENTS,
                        (place, payload, arrived) -> parser.read(payload, arrived)),
                new NoDevices("own", ClientPattern.of("iotconsole-.*")),
                Intake.of(engine),
                Clock.systemUTC(),
                meters);
        KafkaSource.bind(context, settings(), accept, Clock.systemUTC(), meters);
        for (String file : List.of("route-configuration", "source-kafka")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.resolveResource(context, "file:src/main/routes/" + file + ".camel.yaml"));
        }
        context.start();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String connected(String client, long version) {
        return event("connected", client, version, "\"ipAddress\":\"192.0.2.7\"");
    }

    private static String disconnected(String client, long version) {
        return event("disconnected", client, version, "\"disconnectReason\":\"CONNECTION_LOST\"");
    }

    private static String event(String type, String client, long version, String more) {
        return String.format(
                Locale.ROOT,
                "{\"clientId\":\"%s\",\"timestamp\":%d,\"eventType\":\"%s\",\"sessionIdentifier\":\"s-%d\","
                        + "\"versionNumber\":%d,%s}",
                client,
                Instant.now().minus(Duration.ofSeconds(5)).toEpochMilli()
                        + 2 * version
                        + (type.equals("connected") ? 0 : 1),
                type,
                version,
                version,
                more);
    }
}
