package io.iotconnectivity;

import io.iotconnectivity.aws.fleet.Feed;
import io.iotconnectivity.aws.fleet.FleetIndex;
import io.iotconnectivity.aws.fleet.ReconcileStatus;
import io.iotconnectivity.aws.fleet.Reconciler;
import io.iotconnectivity.aws.fleet.ThingGroups;
import io.iotconnectivity.cli.CannotStart;
import io.iotconnectivity.clock.ClockWatch;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.IncidentQuery;
import io.iotconnectivity.event.Blind;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.feed.BlindWatch;
import io.iotconnectivity.feed.Canary;
import io.iotconnectivity.feed.FeedWatch;
import io.iotconnectivity.feed.OwnEvents;
import io.iotconnectivity.feed.Watched;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.mqtt.MqttConnectionStatus;
import io.iotconnectivity.mqtt.MqttSources;
import io.iotconnectivity.mqtt.Trial;
import io.iotconnectivity.route.BrokenRoutes;
import io.iotconnectivity.route.MissingComponents;
import io.iotconnectivity.route.QueuePolls;
import io.iotconnectivity.route.RouteFolders;
import io.iotconnectivity.route.SinkSettings;
import io.iotconnectivity.route.Sinks;
import io.iotconnectivity.secret.Secrets;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.trace.Tracing;
import io.iotconnectivity.web.Source;
import io.iotconnectivity.webhook.WebhookSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/** Camel, with the routes of the product and of the user, and the beans that they call. */
final class Routes implements AutoCloseable {
    private static final int STOP_SECONDS = 10;
    private static final Duration CANARY_ANSWER = Duration.ofSeconds(10);
    private static final String NOT_COMPARED =
            "what it missed shows with the next news of each device, because the fleet index is not asked (reconcile.enabled)";
    private static final int MOST_SOURCES = 100;
    private static final String SOURCE = "source";
    private static final String PRESENCE = "source-presence";
    private static final String QUEUE = "source-queue";
    private static final String SIGN_OF_LIFE = "source-sign-of-life";

    private final Settings settings;
    private final RouteFolders folders;
    private final Engine engine;
    private final Clock clock;
    private final ClockWatch clockWatch;
    private final Beans beans;
    private final Sinks sinks;
    private final Optional<Tracing> tracing;
    private final Optional<Reconciler> reconciler;
    private final BlindWatch blindWatch;
    private final BlindHold blindHold;
    private final Optional<FeedWatch> feedWatch;
    private final Main main = new Main();

    private Routes(
            Settings settings,
            RouteFolders folders,
            Engine engine,
            CloudEvents events,
            MeterRegistry meters,
            Clock clock) {
        this.settings = settings;
        this.folders = folders;
        this.engine = engine;
        this.clock = clock;
        this.clockWatch = new ClockWatch(clock, meters);
        this.beans = new Beans(settings, engine, events, clockWatch, meters, clock);
        this.reconciler = beans.reconciler(this::feeds);
        this.blindWatch = new BlindWatch(
                this::sights,
                this::compared,
                engine::sighted,
                settings.blindHold(),
                settings.policy().settle(),
                clock);
        this.blindHold = new BlindHold(
                until -> engine.holdDeadlines("blind", until),
                this::feeds,
                blindWatch::isTold,
                settings.blindHold(),
                settings.policy().settle(),
                clock);
        this.feedWatch = Optional.of(settings.silenceAlarm())
                .filter(alarm -> !alarm.isZero())
                .map(alarm -> new FeedWatch(alarm, this::watched, this::sing, clock, meters));
        this.tracing = settings.tracing().map(traces -> Tracing.start(traces, settings.ways()));
        this.sinks = new Sinks(engine, sinkSettings(settings), events, clock, tracing, Secrets.OF_THIS_PROCESS);
    }

    /**
     * Starts the routes, sources last.
     *
     * @param folders where the routes are
     * @param groups of things, to be read before the sources start
     * @throws CannotStart if a route cannot be used; the message names it
     */
    static Routes start(
            Settings settings,
            RouteFolders folders,
            Engine engine,
            Optional<ThingGroups> groups,
            CloudEvents events,
            MeterRegistry meters,
            Clock clock)
            throws CannotStart {
        Routes routes = new Routes(settings, folders, engine, events, meters, clock);
        try {
            routes.configure();
            groups.ifPresent(routes.beans::read);
            routes.reconciler.ifPresent(Reconciler::holdVerdicts);
            routes.main.start();
            routes.measure(meters);
            routes.blindWatch.start(routes.leftBlind());
            routes.blindHold.start();
            routes.clockWatch.start();
            routes.feedWatch.ifPresent(FeedWatch::start);
            routes.beans.answerTheCore();
            routes.reconciler.ifPresent(Reconciler::start);
            routes.beans.checkAwsInBackground();
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
                // That of the extensions, if there are any.
                main.getCamelContext()
                        .setApplicationContextClassLoader(Thread.currentThread().getContextClassLoader());
                beans.bindTo(main.getCamelContext(), tracing);
                tracing.ifPresent(on -> {
                    on.trace(main.getCamelContext());
                    engine.continueTraces();
                });
                main.getCamelContext().getManagementStrategy().addEventNotifier(sinks);
            }

            @Override
            public void afterConfigure(BaseMainSupport ignored) {
                loadRoutes(main.getCamelContext());
            }
        });
    }

    private void loadRoutes(CamelContext context) {
        try {
            folders.load(context);
            if (settings.reloadRoutes()) {
                folders.watch(context);
            }
            for (WebhookSettings webhook : settings.webhooks()) {
                TemplatedRouteBuilder.builder(context, "sink-webhook")
                        .routeId("sink-webhook-" + webhook.name())
                        .parameter("name", webhook.name())
                        .add();
            }
            MissingComponents.check(context, settings.extensions()::command);
        } catch (BrokenRoutes e) {
            throw new IllegalStateException(e);
        }
    }

    /** How each sink is set, by its name; for a webhook, which events it wants stands elsewhere. */
    static Function<String, SinkSettings> sinkSettings(Settings settings) {
        Map<String, WebhookSettings> webhooks = settings.webhooks().stream()
                .collect(Collectors.toMap(webhook -> "webhook-" + webhook.name(), Function.identity()));
        return name -> {
            SinkSettings own = settings.sink(name);
            WebhookSettings webhook = webhooks.get(name);
            return webhook == null ? own : own.wanting(webhook.wants()).atMost(webhook.perSecond());
        };
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
                sources.add(
                        mqtt.containsKey(id)
                                ? view(mqtt.get(id))
                                : id.equals(QUEUE) ? view(beans.queue()) : view(context, route));
            }
        }
        return sources.stream().map(this::withFeed).toList();
    }

    private Source withFeed(Source source) {
        return source.withFeed(
                feedWatch.flatMap(watch -> watch.silent(source.name())),
                feedWatch.flatMap(watch -> watch.unproven(source.name())));
    }

    private void measure(MeterRegistry meters) {
        for (Source source : sources()) {
            String name = source.name();
            Gauge.builder("iotc.source.connected", () -> isConnected(name) ? 1 : 0)
                    .description("1 while messages can come in from the source")
                    .tag("source", name)
                    .register(meters);
        }
    }

    private boolean isConnected(String source) {
        return sources().stream().anyMatch(one -> one.name().equals(source) && one.connected());
    }

    /** The sources that carry presence events. */
    private List<Watched> watched() {
        boolean certain = OwnEvents.haveToArrive(settings.presence().filter(), canary());
        return sources().stream()
                .filter(source ->
                        source.name().equals(PRESENCE) || source.name().equals(QUEUE))
                .map(source -> new Watched(
                        source.name(),
                        source.connected(),
                        source.since(),
                        source.lastMessageAt(),
                        certain && source.name().equals(PRESENCE)))
                .toList();
    }

    private String canary() {
        return settings.mqtt().clientId() + Canary.ENDING;
    }

    private Optional<String> sing() {
        try {
            return new Trial(settings.mqtt(), CANARY_ANSWER)
                    .connect(canary(), List.of())
                    .refusal();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** The sources whose absence may hide a connect or a disconnect. */
    private List<Feed> feeds() {
        return sights().stream()
                .filter(sight -> sight.carries() == Sight.Carries.CONNECTIONS)
                .map(sight -> new Feed(sight.source(), !sight.state().isBlind(), sight.since()))
                .toList();
    }

    /** How far is heard by each source that may be blind, at this moment. */
    private List<Sight> sights() {
        return sources().stream()
                .filter(source -> mayBeBlind(source.name()))
                .map(this::sight)
                .toList();
    }

    private boolean mayBeBlind(String source) {
        return source.equals(QUEUE)
                || MqttSources.of(main.getCamelContext()).statuses().stream()
                        .anyMatch(status -> status.routeId().equals(source));
    }

    private Sight sight(Source source) {
        FeedWatch.Hearing hearing =
                feedWatch.map(watch -> watch.hearing(source.name())).orElse(FeedWatch.Hearing.UNDOUBTED);
        boolean silent = source.connected() && hearing.deaf();
        Instant since = source.connected() && (silent || hearing.since().isAfter(source.since()))
                ? hearing.since()
                : source.since();
        Sight.State connected = silent ? Sight.State.SILENT : Sight.State.SEES;
        return new Sight(
                source.name(),
                source.connected() ? connected : Sight.State.AWAY,
                source.name().equals(SIGN_OF_LIFE) ? Sight.Carries.SIGNS_OF_LIFE : Sight.Carries.CONNECTIONS,
                since,
                source.connected() ? Optional.empty() : source.lastError().map(Printable::of));
    }

    /** What came of the comparison of what a source that is back has missed; empty while that is not known. */
    private Optional<String> compared(Sight back) {
        if (back.carries() == Sight.Carries.SIGNS_OF_LIFE) {
            return Optional.of("devices that were taken to be silent are well with their next sign of life");
        }
        return reconciler.isPresent() ? reconciler.get().comparedSince(back.since()) : Optional.of(NOT_COMPARED);
    }

    /** The sources that a former process left blind. */
    private List<String> leftBlind() {
        return engine
                .ledger()
                .incidents(
                        new IncidentQuery(
                                Optional.of(IncidentStatus.OPEN), Optional.of(IncidentKind.BLIND), Optional.empty()),
                        MOST_SOURCES)
                .items()
                .stream()
                .flatMap(incident -> incident.blind().stream())
                .map(Blind::source)
                .toList();
    }

    FleetIndex fleet() {
        return beans.fleet();
    }

    /** What is wrong with the clock of this machine; empty while it is right, as far as is known. */
    Optional<String> clockProblem() {
        return clockWatch.problem();
    }

    /** How the comparison with the fleet index stands; empty while it is off. */
    Optional<ReconcileStatus> reconciliation() {
        return reconciler.map(Reconciler::status);
    }

    private static Source view(MqttConnectionStatus status) {
        return new Source(
                status.routeId(),
                status.connected(),
                status.since(),
                status.lastMessageAt(),
                status.unacked(),
                Optional.of(status.messagesPerSecond()),
                status.warning(),
                status.lastError(),
                Optional.empty());
    }

    private static Source view(QueuePolls.Status status) {
        return new Source(
                QUEUE,
                status.connected(),
                status.since(),
                status.lastMessageAt(),
                0,
                Optional.empty(),
                Optional.empty(),
                status.lastError(),
                Optional.empty());
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
                Optional.empty(),
                Optional.empty(),
                started ? Optional.empty() : Optional.of("the route is stopped"),
                Optional.empty());
    }

    /** What is on, for the log. */
    String describe() {
        List<String> names = sources().stream().map(Source::name).toList();
        String broker = MqttSources.of(main.getCamelContext()).statuses().isEmpty()
                ? ""
                : " at " + settings.mqtt().url();
        return String.format(
                Locale.ROOT,
                "%s, sinks %s",
                names.isEmpty() ? "no sources" : String.join(" and ", names) + broker,
                sinks.attached().isEmpty() ? "none" : String.join(", ", sinks.attached()));
    }

    /** Ends deliveries, then stops the routes, sources first, so that what is durable is still acknowledged. */
    @Override
    public void close() {
        blindWatch.close();
        blindHold.close();
        clockWatch.close();
        feedWatch.ifPresent(FeedWatch::close);
        reconciler.ifPresent(Reconciler::close);
        sinks.detachAll();
        main.stop();
        beans.close();
        tracing.ifPresent(Tracing::close);
    }
}
