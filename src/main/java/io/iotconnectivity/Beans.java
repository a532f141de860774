package io.iotconnectivity;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.DevicesTable;
import io.iotconnectivity.aws.DynamoRows;
import io.iotconnectivity.aws.DynamoTables;
import io.iotconnectivity.aws.EventTopic;
import io.iotconnectivity.aws.EventsTable;
import io.iotconnectivity.aws.Metrics;
import io.iotconnectivity.aws.Shadow;
import io.iotconnectivity.aws.TopicCheck;
import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.aws.fleet.FleetIndex;
import io.iotconnectivity.aws.fleet.Reconciler;
import io.iotconnectivity.aws.fleet.ThingGroups;
import io.iotconnectivity.clock.ClockWatch;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.enrich.EnrichRoutes;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.extension.ExtensionFolder;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.life.Forgetting;
import io.iotconnectivity.mail.MailServer;
import io.iotconnectivity.mail.Mails;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.route.AnsweredLater;
import io.iotconnectivity.route.BoundedHttpComponent;
import io.iotconnectivity.route.BrokenRoutes;
import io.iotconnectivity.route.EventFiles;
import io.iotconnectivity.route.MailSink;
import io.iotconnectivity.route.NoForeignHeaders;
import io.iotconnectivity.route.TargetKeys;
import io.iotconnectivity.route.WebhookSink;
import io.iotconnectivity.secret.Seal;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.signal.LifecycleParser;
import io.iotconnectivity.signal.SignOfLifeParser;
import io.iotconnectivity.signal.WillParser;
import io.iotconnectivity.source.Accept;
import io.iotconnectivity.source.Intake;
import io.iotconnectivity.source.NoDevices;
import io.iotconnectivity.source.SignalReader;
import io.iotconnectivity.source.SignsOfLife;
import io.iotconnectivity.source.Source;
import io.iotconnectivity.source.Source.Carries;
import io.iotconnectivity.source.SourceStatuses;
import io.iotconnectivity.source.kafka.KafkaSource;
import io.iotconnectivity.source.kafka.KafkaSourceSettings;
import io.iotconnectivity.source.mqtt.HardenedPahoMqtt5Component;
import io.iotconnectivity.source.sqs.QueueDeletes;
import io.iotconnectivity.source.sqs.QueuePolls;
import io.iotconnectivity.source.sqs.Room;
import io.iotconnectivity.thread.NamedThread;
import io.iotconnectivity.trace.Tracing;
import io.iotconnectivity.web.PublicUrl;
import io.iotconnectivity.webhook.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The beans that routes call. */
final class Beans implements AutoCloseable {
    private static final Duration TABLES_TAKE = Duration.ofMinutes(2);
    /** How long a user's query waits for its turn at the fleet index. */
    private static final Duration QUESTION_WAITS = Duration.ofSeconds(5);

    /** The same for one of our own. */
    private static final Duration SWEEP_WAITS = Duration.ofMinutes(1);

    /** The time limits for a request that delivers an event, and for one that delivers a file of events. */
    private static final Duration RECORD_TAKES = Duration.ofSeconds(3);

    private static final Duration FILE_TAKES = Duration.ofSeconds(30);

    private static final String KAFKA = "kafka";

    /** Queue messages that are accepted concurrently. */
    private static final int QUEUED_AT_ONCE = 200;

    /** Receives in flight while the queue is full; more than the route has consumers are of no use. */
    private static final int QUEUE_POLLS = 16;

    private final Settings settings;
    private final Engine engine;
    private final CloudEvents events;
    private final ClockWatch clockWatch;
    private final MeterRegistry meters;
    private final Clock clock;
    private final AwsClients aws;
    private final Webhooks webhooks;
    private final Asker asker;
    private final NoDevices noDevices;
    private final List<Source> sources;
    private final QueuePolls queuePolls;
    private final CallBudget fleetBudget;
    private Optional<ThingGroups> thingGroups = Optional.empty();
    private volatile boolean closing;

    Beans(
            Settings settings,
            Engine engine,
            EnrichRoutes enrich,
            CloudEvents events,
            ClockWatch clockWatch,
            MeterRegistry meters,
            Clock clock) {
        this.settings = settings;
        this.engine = engine;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
        this.aws = new AwsClients(settings.aws(), clockWatch::answered);
        this.clockWatch = clockWatch;
        this.webhooks = new Webhooks(settings.webhooks(), settings.ways(), clock);
        this.noDevices =
                new NoDevices(settings.mqtt().clientId(), settings.sources().ignoredClients());
        this.sources = sources(settings);
        this.queuePolls = new QueuePolls(QUEUE_POLLS, clock, meters);
        this.fleetBudget =
                new CallBudget("fleet", settings.lookups().reconcile().maxCallsPerSecond(), meters);
        this.asker = new Asker(settings, engine, enrich, aws, clock, meters);
    }

    /** Where messages come from; a new source is a line here, a route and its settings. */
    List<Source> sources() {
        return sources;
    }

    private static List<Source> sources(Settings settings) {
        LifecycleParser lifecycle = new LifecycleParser();
        WillParser wills = new WillParser(
                settings.sources().lastWill().devices(), settings.sources().willWords());
        SignOfLifeParser signs =
                new SignOfLifeParser(settings.sources().signOfLife().devices());
        SignalReader presence = (topic, payload, arrived) -> lifecycle.read(payload, arrived);
        return List.of(
                new Source("presence", Carries.PRESENCE_EVENTS, presence),
                new Source("last-will", Carries.LAST_WILLS, wills::read),
                new Source("queue", Carries.PRESENCE_EVENTS, presence),
                new Source(KAFKA, Carries.PRESENCE_EVENTS, presence),
                new Source("sign-of-life", Carries.SIGNS_OF_LIFE, signs::read));
    }

    /** The fleet index, for callers that wait for the answer. */
    FleetIndex fleet() {
        return new FleetIndex(aws::iot, fleetBudget, QUESTION_WAITS, clock);
    }

    /** Reconciles the known state with the fleet index; absent if that is disabled. */
    Optional<Reconciler> reconciler(Supplier<List<Sight>> feeds) {
        if (!settings.lookups().reconcile().enabled()) {
            return Optional.empty();
        }
        return Optional.of(new Reconciler(
                new FleetIndex(aws::iot, fleetBudget, SWEEP_WAITS, clock),
                engine,
                settings.lookups().reconcile(),
                feeds,
                noDevices,
                settings.classes(),
                clock,
                meters));
    }

    /**
     * Forgets devices of which nothing is heard; absent if that is disabled.
     *
     * @param reconciler knows which devices are registered things
     */
    Optional<Forgetting> forgetting(Optional<Reconciler> reconciler) {
        Predicate<Presence> registered = reconciler
                .<Predicate<Presence>>map(known -> known.registered()::mayHold)
                .orElse(device -> false);
        return settings.forgetAfter().map(after -> new Forgetting(engine, after, registered, clock, meters));
    }

    /** Has the subscriptions of devices looked at that have not connected anew. */
    Listening listening(DeviceClasses classes) {
        return new Listening(engine, classes, settings.lookups().listing(), asker::listSoon, asker::listAgain, clock);
    }

    /** Why subscriptions are not looked at although they are required; empty while they are. */
    Optional<String> listingProblem() {
        return asker.listingProblem();
    }

    /** Reads the thing groups from now on, until this is closed. */
    void read(ThingGroups groups) {
        thingGroups = Optional.of(groups);
        groups.start(new FleetIndex(aws::iot, fleetBudget, SWEEP_WAITS, clock));
    }

    /**
     * Registers everything under the names that the routes use.
     *
     * @param tracing present if incoming messages are to be traced; signs of life are not
     */
    void bindTo(CamelContext camel, Optional<Tracing> tracing) {
        Registry registry = camel.getRegistry();
        bindAddedClients(camel);
        TargetKeys targetKeys = new TargetKeys();
        registry.bind("targetKeys", targetKeys);
        bindLazily(
                registry,
                "eventFiles",
                EventFiles.class,
                () -> new EventFiles(events, settings.placeholders().getOrDefault("sink.s3.prefix", "")));
        registry.bind("meterRegistry", MeterRegistry.class, meters);
        registry.bind("logSearch", new AnsweredLater(asker::searchLog));
        registry.bind("connectionCheck", new AnsweredLater(asker::checkConnection));
        registry.bind("http", new BoundedHttpComponent());
        registry.bind("https", new BoundedHttpComponent());
        HardenedPahoMqtt5Component mqtt = new HardenedPahoMqtt5Component(
                settings.mqtt(), settings.sources().messageRateAlarm());
        mqtt.connectOnlyIf(engine.leadership()::leads);
        registry.bind("paho-mqtt5", mqtt);
        List<Accept> accepts =
                sources.stream().map(source -> accept(source, tracing)).toList();
        accepts.forEach(accept -> registry.bind(accept.source().bean(), accept));
        engine.readAgainWith(Accept.readingAgain(accepts));
        SourceStatuses.of(camel).add(QueuePolls.NAME, queuePolls::status);
        registry.bind("queueRoom", new Room(QUEUED_AT_ONCE));
        registry.bind("queuePolls", queuePolls);
        registry.bind(
                "queueDeletes",
                new QueueDeletes(aws::sqs, settings.placeholders().getOrDefault("queue.url", ""), meters));
        registry.bind("queueHeaders", new NoForeignHeaders());
        settings.sources().kafka().ifPresent(topic -> bindKafka(camel, topic, accepts));
        if (!settings.webhooks().isEmpty()) {
            registry.bind(
                    "webhooks",
                    new WebhookSink(webhooks, Seal.by(settings.engine().keyFile())));
        }
        settings.mail().ifPresent(mail -> {
            MailServer server = new MailServer(mail);
            registry.bind("mailServer", server);
            registry.bind(
                    "mails",
                    new MailSink(new Mails(
                            mail, server.session(), settings.http().publicUrl().map(PublicUrl::toString), clock)));
        });
        bindLazily(registry, "sqsClient", SqsClient.class, aws::sqs);
        bindLazily(registry, "dynamoDbClient", DynamoDbClient.class, aws::dynamoDb);
        bindLazily(registry, "snsClient", SnsClient.class, aws::sns);
        bindLazily(registry, "cloudWatchClient", CloudWatchClient.class, aws::cloudWatch);
        bindLazily(registry, "dynamoDbRows", DynamoRows.class, () -> new DynamoRows(aws::dynamoDb));
        bindLazily(
                registry,
                "devicesTable",
                DevicesTable.class,
                () -> new DevicesTable(aws::dynamoDbWrites, settings.dynamoDb().devicesTable()));
        bindLazily(
                registry,
                "eventsTable",
                EventsTable.class,
                () -> new EventsTable(
                        aws::dynamoDbWrites,
                        settings.dynamoDb().eventsTable(),
                        settings.dynamoDb().eventsTtl()));
        bindLazily(
                registry,
                "eventTopic",
                EventTopic.class,
                () -> new EventTopic(aws::sns, settings.placeholders().get("sink.sns.topic-arn"), targetKeys::group));
        bindLazily(
                registry,
                "shadow",
                Shadow.class,
                () -> new Shadow(
                        aws::shadowWrites,
                        asker.things(),
                        Optional.of(settings.shadowName()).filter(name -> !name.isEmpty())));
        bindLazily(
                registry,
                "metrics",
                Metrics.class,
                () -> new Metrics(() -> engine.ledger().devicesByState(), clock));
    }

    private void bindKafka(CamelContext camel, KafkaSourceSettings topic, List<Accept> accepts) {
        Accept accept = accepts.stream()
                .filter(one -> one.source().name().equals(KAFKA))
                .findFirst()
                .orElseThrow();
        try {
            KafkaSource.bind(camel, topic, accept, clock, meters);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(new BrokenRoutes(
                    "Route source-kafka needs the libraries of Kafka, which are not part of this release; fetch them: "
                            + ExtensionFolder.kafkaCommand(),
                    e));
        }
    }

    private Accept accept(Source source, Optional<Tracing> tracing) {
        return switch (source.carries()) {
            case PRESENCE_EVENTS ->
                new Accept(source, noDevices, Intake.of(engine), clock, meters)
                        .heardBy(clockWatch::heard)
                        .traced(tracing);
            case LAST_WILLS -> new Accept(source, noDevices, Intake.of(engine), clock, meters).traced(tracing);
            case SIGNS_OF_LIFE ->
                new Accept(
                        source,
                        noDevices,
                        new SignsOfLife(engine, settings.classes().shortestSilence(), meters),
                        clock,
                        meters);
        };
    }

    /**
     * Clients of services whose library is not ours: if users have added it, its component finds the client by its
     * type.
     */
    private void bindAddedClients(CamelContext camel) {
        bindAddedClient(camel, "kinesisClient", "software.amazon.awssdk.services.kinesis.KinesisClient", RECORD_TAKES);
        bindAddedClient(
                camel,
                "eventBridgeClient",
                "software.amazon.awssdk.services.eventbridge.EventBridgeClient",
                RECORD_TAKES);
        bindAddedClient(camel, "s3Client", "software.amazon.awssdk.services.s3.S3Client", FILE_TAKES);
    }

    private void bindAddedClient(CamelContext camel, String name, String type, Duration attempt) {
        Class<?> found = camel.getClassResolver().resolveClass(type);
        if (found != null) {
            bindAddedClient(camel, name, found.asSubclass(SdkAutoCloseable.class), attempt);
        }
    }

    private <T extends SdkAutoCloseable> void bindAddedClient(
            CamelContext camel, String name, Class<T> type, Duration attempt) {
        bindLazily(
                camel.getRegistry(),
                name,
                type,
                () -> aws.added(
                        type, camel.getInjector().newInstance(AwsSyncClientBuilder.class, type, "builder"), attempt));
    }

    /** What is disabled is never created, which keeps the start short. */
    private static <T> void bindLazily(Registry registry, String name, Class<T> type, Supplier<T> bean) {
        registry.bind(name, type, bean::get);
    }

    /** The core's questions are answered from now on. */
    void answerTheCore() {
        asker.start();
    }

    /** A missing table or topic is reported early, and holds nothing up. */
    void checkAwsInBackground() {
        Thread check = NamedThread.daemon("aws-check", () -> {
            try {
                checkAws();
            } catch (RuntimeException e) {
                // Whoever stops early has closed the clients under the check.
                if (!closing) {
                    throw e;
                }
            }
        });
        check.start();
    }

    private void checkAws() {
        if (settings.dynamoDb().enabled()) {
            new DynamoTables(
                            aws::dynamoDb,
                            settings.dynamoDb().devicesTable(),
                            settings.dynamoDb().eventsTable(),
                            settings.dynamoDb().createTables(),
                            TABLES_TAKE)
                    .prepare();
        }
        if (settings.sink("sns").enabled()) {
            new TopicCheck(aws::sns, settings.placeholders().get("sink.sns.topic-arn")).check();
        }
    }

    @Override
    public void close() {
        closing = true;
        thingGroups.ifPresent(ThingGroups::close);
        asker.close();
        aws.close();
        try {
            webhooks.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
