package io.iotconnectivity;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.DevicesTable;
import io.iotconnectivity.aws.EventsTable;
import io.iotconnectivity.aws.Metrics;
import io.iotconnectivity.aws.Shadow;
import io.iotconnectivity.aws.Tables;
import io.iotconnectivity.aws.Things;
import io.iotconnectivity.aws.TopicCheck;
import io.iotconnectivity.cli.CannotStart;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.mqtt.HardenedPahoMqtt5Component;
import io.iotconnectivity.mqtt.MqttConnectionStatus;
import io.iotconnectivity.mqtt.MqttSources;
import io.iotconnectivity.route.Accept;
import io.iotconnectivity.route.BrokenRoutes;
import io.iotconnectivity.route.NoDevices;
import io.iotconnectivity.route.RouteFolders;
import io.iotconnectivity.route.SinkSettings;
import io.iotconnectivity.route.Sinks;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.signal.LifecycleParser;
import io.iotconnectivity.signal.WillParser;
import io.iotconnectivity.web.Source;
import io.iotconnectivity.webhook.WebhookSettings;
import io.iotconnectivity.webhook.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.Registry;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;

/** Camel, with the routes of the product and of the user, and the beans that they call. */
final class Routes implements AutoCloseable {
    private static final int STOP_SECONDS = 10;
    private static final String SOURCE = "source";
    private static final Duration TABLES_TAKE = Duration.ofMinutes(2);

    private final Settings settings;
    private final Engine engine;
    private final MeterRegistry meters;
    private final Clock clock;
    private final AwsClients aws;
    private final Webhooks webhooks;
    private final Sinks sinks;
    private final Main main = new Main();

    private Routes(Settings settings, Engine engine, CloudEvents events, MeterRegistry meters, Clock clock) {
        this.settings = settings;
        this.engine = engine;
        this.meters = meters;
        this.clock = clock;
        this.aws = new AwsClients(settings.aws());
        this.webhooks = new Webhooks(settings.webhooks(), clock);
        this.sinks = new Sinks(engine, sinkSettings(settings), events, clock);
    }

    /**
     * Starts the routes, sources last.
     *
     * @throws CannotStart if a route cannot be used; the message names it
     */
    static Routes start(Settings settings, Engine engine, CloudEvents events, MeterRegistry meters, Clock clock)
            throws CannotStart {
        Routes routes = new Routes(settings, engine, events, meters, clock);
        try {
            routes.configure();
            routes.main.start();
            routes.checkAwsInBackground();
            return routes;
        } catch (Exception e) {
            routes.close();
            throw new CannotStart(BrokenRoutes.describe(e), e);
        }
    }

    private void configure() {
        Properties properties = new Properties();
        // A sink that is not there must not hold its caller up.
        properties.setProperty("camel.component.direct.block", "false");
        properties.putAll(settings.placeholders());
        main.setOverrideProperties(properties);
        // Settings have been read already, with all that overrides them.
        main.setPropertyPlaceholderLocations("false");
        // The application ends itself in its own order; a second shutdown hook would wait for what it cannot see.
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        MainConfigurationProperties camel = main.configure();
        camel.setName("iot-connectivity");
        camel.setRoutesIncludePattern("false");
        camel.setAutoConfigurationLogSummary(false);
        camel.setJmxEnabled(false);
        camel.setShutdownTimeout(STOP_SECONDS);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport ignored) {
                bindBeans(main.getCamelContext().getRegistry());
                main.getCamelContext().getManagementStrategy().addEventNotifier(sinks);
            }

            @Override
            public void afterConfigure(BaseMainSupport ignored) {
                loadRoutes(main.getCamelContext());
            }
        });
    }

    private void bindBeans(Registry registry) {
        NoDevices noDevices = new NoDevices(settings.mqtt().clientId(), settings.ignoredClients());
        LifecycleParser presence = new LifecycleParser();
        WillParser wills = new WillParser(settings.lastWill().filter());
        registry.bind("meterRegistry", MeterRegistry.class, meters);
        registry.bind("paho-mqtt5", new HardenedPahoMqtt5Component(settings.mqtt()));
        registry.bind(
                "acceptPresence",
                new Accept(
                        "presence",
                        (topic, payload, arrived) -> presence.read(payload, arrived),
                        noDevices,
                        engine,
                        clock,
                        meters));
        registry.bind("acceptLastWill", new Accept("last-will", wills::read, noDevices, engine, clock, meters));
        registry.bind("webhooks", webhooks);
        bindLazily(registry, "dynamoDbClient", DynamoDbClient.class, aws::dynamoDb);
        bindLazily(registry, "snsClient", SnsClient.class, aws::sns);
        bindLazily(registry, "cloudWatchClient", CloudWatchClient.class, aws::cloudWatch);
        bindLazily(
                registry,
                "devicesTable",
                DevicesTable.class,
                () -> new DevicesTable(aws::dynamoDb, settings.dynamoDb().devicesTable()));
        bindLazily(
                registry,
                "eventsTable",
                EventsTable.class,
                () -> new EventsTable(settings.dynamoDb().eventsTtl()));
        bindLazily(
                registry,
                "shadow",
                Shadow.class,
                () -> new Shadow(
                        aws::iotData,
                        new Things(aws::iot),
                        Optional.of(settings.shadowName()).filter(name -> !name.isEmpty())));
        bindLazily(
                registry,
                "metrics",
                Metrics.class,
                () -> new Metrics(() -> engine.ledger().devicesByState(), clock));
    }

    /** What is switched off is never made, which keeps the start short. */
    private static <T> void bindLazily(Registry registry, String name, Class<T> type, Supplier<T> bean) {
        registry.bind(name, type, bean::get);
    }

    private void loadRoutes(CamelContext context) {
        try {
            RouteFolders.of(Path.of(""), settings.routesFolder()).load(context);
            for (WebhookSettings webhook : settings.webhooks()) {
                TemplatedRouteBuilder.builder(context, "sink-webhook")
                        .routeId("sink-webhook-" + webhook.name())
                        .parameter("name", webhook.name())
                        .add();
            }
        } catch (BrokenRoutes e) {
            throw new IllegalStateException(e);
        }
    }

    private static Function<String, SinkSettings> sinkSettings(Settings settings) {
        Map<String, WebhookSettings> webhooks = settings.webhooks().stream()
                .collect(Collectors.toMap(webhook -> "webhook-" + webhook.name(), Function.identity()));
        return name -> {
            SinkSettings own = settings.sink(name);
            return webhooks.containsKey(name) ? own.wanting(webhooks.get(name).wants()) : own;
        };
    }

    /** A table or topic that is missing is told of early, and holds nothing up. */
    private void checkAwsInBackground() {
        Thread check = new Thread(
                () -> {
                    if (settings.dynamoDb().enabled()) {
                        new Tables(
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
                },
                "aws-check");
        check.setDaemon(true);
        check.start();
    }

    /** How the source routes are doing. A route that is not MQTT's is connected while it runs. */
    List<Source> sources() {
        CamelContext context = main.getCamelContext();
        Map<String, MqttConnectionStatus> mqtt = MqttSources.of(context).statuses().stream()
                .collect(Collectors.toMap(MqttConnectionStatus::routeId, Function.identity()));
        List<Source> sources = new ArrayList<>();
        for (Route route : context.getRoutes()) {
            if (SOURCE.equals(route.getGroup())) {
                String id = route.getRouteId();
                sources.add(mqtt.containsKey(id) ? view(mqtt.get(id)) : view(context, route));
            }
        }
        return sources;
    }

    private static Source view(MqttConnectionStatus status) {
        return new Source(
                status.routeId(),
                status.connected(),
                status.since(),
                status.lastMessageAt(),
                status.unacked(),
                status.lastError());
    }

    private Source view(CamelContext context, Route route) {
        boolean started =
                context.getRouteController().getRouteStatus(route.getRouteId()).isStarted();
        return new Source(
                route.getRouteId(),
                started,
                Instant.ofEpochMilli(clock.millis() - route.getUptimeMillis()),
                Optional.empty(),
                0,
                started ? Optional.empty() : Optional.of("the route is stopped"));
    }

    /** What is on, for the log. */
    String describe() {
        List<String> names = sources().stream().map(Source::name).toList();
        return "%s, sinks %s"
                .formatted(
                        names.isEmpty()
                                ? "no sources"
                                : String.join(" and ", names) + " at "
                                        + settings.mqtt().url(),
                        sinks.attached().isEmpty() ? "none" : String.join(", ", sinks.attached()));
    }

    /** Ends deliveries, then stops the routes, sources first, so that what is durable is still acknowledged. */
    @Override
    public void close() {
        sinks.detachAll();
        main.stop();
        aws.close();
        try {
            webhooks.close();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
