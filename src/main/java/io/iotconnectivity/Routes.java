package io.iotconnectivity;

import io.iotconnectivity.aws.Shadow;
import io.iotconnectivity.aws.fleet.FleetIndex;
import io.iotconnectivity.aws.fleet.ReconcileStatus;
import io.iotconnectivity.aws.fleet.Reconciler;
import io.iotconnectivity.aws.fleet.ThingGroups;
import io.iotconnectivity.cli.CannotStart;
import io.iotconnectivity.clock.ClockWatch;
import io.iotconnectivity.delivery.Telling;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.enrich.EnrichRoutes;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.life.Forgetting;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.route.BrokenRoutes;
import io.iotconnectivity.route.Enrichers;
import io.iotconnectivity.route.MissingComponents;
import io.iotconnectivity.route.RouteFolders;
import io.iotconnectivity.route.SinkSettings;
import io.iotconnectivity.route.Sinks;
import io.iotconnectivity.secret.Secrets;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.source.OwnEvents;
import io.iotconnectivity.source.SourceStatus;
import io.iotconnectivity.source.SourceStatuses;
import io.iotconnectivity.source.SourceWatch;
import io.iotconnectivity.source.mqtt.BrokerCanary;
import io.iotconnectivity.trace.Tracing;
import io.iotconnectivity.webhook.WebhookSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
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
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/** Camel, with the routes of the product and of the user, and the beans that they call. */
final class Routes implements AutoCloseable {
    private static final int STOP_SECONDS = 10;
    private static final String NOT_COMPARED =
            "what it missed shows with the next event of each device, because the fleet index is not queried (reconcile.enabled)";
    private static final String SOURCE = "source";
    private static final String PRESENCE = "source-presence";

    private final Settings settings;
    private final RouteFolders folders;
    private final Engine engine;
    private final Clock clock;
    private final ClockWatch clockWatch;
    private final Beans beans;
    private final Sinks sinks;
    private final Enrichers enrichers;
    private final Optional<Tracing> tracing;
    private final Optional<Reconciler> reconciler;
    private final Optional<Forgetting> forgetting;
    private final Listening listening;
    private final SourceWatch sourceWatch;
    private final LedRoutes led;
    private final Main main = new Main();

    private Routes(
            Settings settings,
            RouteFolders folders,
            Engine engine,
            EnrichRoutes enrich,
            DeviceClasses classes,
            CloudEvents events,
            MeterRegistry meters,
            Clock clock) {
        this.settings = settings;
        this.folders = folders;
        this.engine = engine;
        this.clock = clock;
        this.clockWatch = new ClockWatch(clock, meters);
        this.beans = new Beans(settings, engine, enrich, events, clockWatch, meters, clock);
        this.reconciler = beans.reconciler(this::feeds);
        this.forgetting = beans.forgetting(reconciler);
        this.listening = beans.listening(classes);
        this.led = new LedRoutes(engine.leadership(), clock);
        BrokerCanary canary = new BrokerCanary(settings.mqtt());
        boolean certain = OwnEvents.haveToArrive(settings.sources().presence().filter(), canary.clientId());
        this.sourceWatch = new SourceWatch(
                new RunningRoutes(),
                beans.sources(),
                source -> certain && source.equals(PRESENCE),
                canary,
                this::compared,
                engine,
                new SourceWatch.Limits(
                        settings.sources().blindHold(),
                        settings.policy().settle(),
                        settings.sources().silenceAlarm()),
                clock,
                meters);
        this.tracing = settings.tracing().map(traces -> Tracing.start(traces, settings.ways()));
        this.enrichers = new Enrichers(enrich, settings.lookups()::enrich);
        this.sinks = new Sinks(engine, sinkSettings(settings), events, clock, tracing, Secrets.OF_THIS_PROCESS);
    }

    /**
     * Starts the routes, sources last.
     *
     * @param folders where the routes are
     * @param enrich is told which routes can be asked about devices
     * @param groups of things, to be read before the sources start
     * @param classes of the devices, which know the fleet
     * @param others what has to have started before the sources connect
     * @throws CannotStart if a route cannot be used; the message names it
     */
    static Routes start(
            Settings settings,
            RouteFolders folders,
            Engine engine,
            EnrichRoutes enrich,
            Optional<ThingGroups> groups,
            DeviceClasses classes,
            CloudEvents events,
            MeterRegistry meters,
            Clock clock,
            Others others)
            throws CannotStart {
        Routes routes = new Routes(settings, folders, engine, enrich, classes, events, meters, clock);
        try {
            routes.configure();
            groups.ifPresent(routes.beans::read);
            routes.reconciler.ifPresent(Reconciler::holdVerdicts);
            routes.main.init();
            others.await();
            routes.main.start();
            routes.led.follow(routes.main.getCamelContext());
            routes.sourceWatch.start();
            routes.clockWatch.start();
            routes.beans.answerTheCore();
            routes.reconciler.ifPresent(Reconciler::start);
            routes.forgetting.ifPresent(Forgetting::start);
            routes.listening.start();
            routes.beans.checkAwsInBackground();
            return routes;
        } catch (CannotStart e) {
            routes.close();
            throw e;
        } catch (Exception e) {
            routes.close();
            throw new CannotStart(BrokenRoutes.describe(e), e);
        }
    }

    /** What starts meanwhile. */
    @FunctionalInterface
    interface Others {
        /**
         * Returns when they have started.
         *
         * @throws CannotStart if one could not
         */
        void await() throws CannotStart;
    }

    private void configure() {
        Properties properties = new Properties();
        // A missing sink must not block its caller.
        properties.setProperty("camel.component.direct.block", "false");
        properties.putAll(settings.placeholders());
        main.setOverrideProperties(properties);
        // Settings have already been read, with all overrides.
        main.setPropertyPlaceholderLocations("false");
        // The application shuts down in its own order; a second shutdown hook would wait for what it cannot see.
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
                main.getCamelContext().getManagementStrategy().addEventNotifier(enrichers);
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
                // Its settings may well be written before the route is.
                folders.watch(context);
            } else {
                folders.checkEnrich(context, settings.lookups().enrich().keySet());
            }
            for (WebhookSettings webhook : settings.webhooks()) {
                TemplatedRouteBuilder.builder(context, "sink-webhook")
                        .routeId("sink-webhook-" + webhook.name())
                        .parameter("name", webhook.name())
                        .add();
            }
            led.hold(context);
            MissingComponents.check(context, settings.extensions()::command);
        } catch (BrokenRoutes e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each sink's settings, by its name; the events that a webhook wants are configured elsewhere. */
    static Function<String, SinkSettings> sinkSettings(Settings settings) {
        Map<String, WebhookSettings> webhooks = settings.webhooks().stream()
                .collect(Collectors.toMap(webhook -> "webhook-" + webhook.name(), Function.identity()));
        return name -> {
            SinkSettings own = settings.sink(name);
            if (name.equals("shadow")) {
                return own.statedBy(Shadow::tells);
            }
            WebhookSettings webhook = webhooks.get(name);
            return webhook == null
                    ? own
                    : own.wanting(webhook.wants())
                            .atMost(webhook.perSecond())
                            .told(new Telling(
                                    webhook.routing().hours(), webhook.routing().repeatEvery()));
        };
    }

    /** Returns the status of the source routes. */
    List<SourceStatus> sources() {
        return sourceWatch.statuses();
    }

    private List<Sight> feeds() {
        return sourceWatch.feeds();
    }

    /** The source routes of the context; one without a status of its own counts as connected while it is started. */
    private final class RunningRoutes implements SourceWatch.Running {
        @Override
        public List<SourceStatus> statuses() {
            CamelContext context = main.getCamelContext();
            Map<String, SourceStatus> known = SourceStatuses.of(context).statuses().stream()
                    .collect(Collectors.toMap(SourceStatus::name, Function.identity()));
            return context.getRoutes().stream()
                    .filter(route -> SOURCE.equals(route.getGroup()) && !led.isLeftToAnother(route))
                    .map(route -> status(context, route, known))
                    .toList();
        }

        private SourceStatus status(CamelContext context, Route route, Map<String, SourceStatus> known) {
            String id = route.getRouteId();
            return led.down(id).or(() -> Optional.ofNullable(known.get(id))).orElseGet(() -> started(context, route));
        }

        @Override
        public boolean tellsWhetherConnected(String source) {
            // One that the leader has yet to start hears nothing, although it does not say so itself.
            return led.isLed(source)
                    || SourceStatuses.of(main.getCamelContext()).statuses().stream()
                            .anyMatch(status -> status.name().equals(source));
        }

        private SourceStatus started(CamelContext context, Route route) {
            boolean started = context.getRouteController()
                    .getRouteStatus(route.getRouteId())
                    .isStarted();
            return SourceStatus.of(
                    route.getRouteId(),
                    started,
                    Instant.ofEpochMilli(clock.millis() - route.getUptimeMillis()),
                    Optional.empty(),
                    started ? Optional.empty() : Optional.of("the route is stopped"));
        }
    }

    /** The result of reconciling what a source that is back has missed; empty until it is known. */
    private Optional<String> compared(Sight back) {
        if (back.carries() == Sight.Carries.SIGNS_OF_LIFE) {
            return Optional.of("devices that counted as silent recover with their next sign of life");
        }
        return reconciler.isPresent() ? reconciler.get().comparedSince(back.since()) : Optional.of(NOT_COMPARED);
    }

    FleetIndex fleet() {
        return beans.fleet();
    }

    /** What is wrong with this machine's clock; empty while it is right, as far as is known. */
    Optional<String> clockProblem() {
        return clockWatch.problem();
    }

    /** Why subscriptions are not looked at although they are required; empty while they are. */
    Optional<String> listingProblem() {
        return beans.listingProblem();
    }

    /** The state of the reconciliation with the fleet index; empty while it is off. */
    Optional<ReconcileStatus> reconciliation() {
        return reconciler.map(Reconciler::status);
    }

    /** What is enabled, for the log. */
    String describe() {
        List<String> names = sources().stream().map(SourceStatus::name).toList();
        String broker = main.getCamelContext().getRoutes().stream()
                        .anyMatch(route -> route.getEndpoint() instanceof PahoMqtt5Endpoint)
                ? " at " + settings.mqtt().url()
                : "";
        return String.format(
                Locale.ROOT,
                "%s, sinks %s",
                names.isEmpty() ? "no sources" : String.join(" and ", names) + broker,
                sinks.attached().isEmpty() ? "none" : String.join(", ", sinks.attached()));
    }

    /** Ends deliveries, then stops the routes, sources first, so that what is durable is still acknowledged. */
    @Override
    public void close() {
        sourceWatch.close();
        led.close();
        clockWatch.close();
        forgetting.ifPresent(Forgetting::close);
        listening.close();
        reconciler.ifPresent(Reconciler::close);
        sinks.detachAll();
        main.stop();
        beans.close();
        tracing.ifPresent(Tracing::close);
    }
}
