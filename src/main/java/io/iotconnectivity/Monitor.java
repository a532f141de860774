package io.iotconnectivity;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.RegionLookup;
import io.iotconnectivity.aws.connectivity.DisconnectSettings;
import io.iotconnectivity.aws.connectivity.Disconnector;
import io.iotconnectivity.aws.fleet.ThingGroups;
import io.iotconnectivity.cli.CannotStart;
import io.iotconnectivity.cli.Version;
import io.iotconnectivity.doctor.AccountCheck;
import io.iotconnectivity.doctor.Finding;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.enrich.EnrichRoutes;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.ExtraChoice;
import io.iotconnectivity.incident.AddressGrouping;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.network.Networks;
import io.iotconnectivity.presence.ClassedMachine;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.record.KnownFleet;
import io.iotconnectivity.record.Recorder;
import io.iotconnectivity.report.DeviceTraits;
import io.iotconnectivity.report.FleetComparison;
import io.iotconnectivity.report.Kept;
import io.iotconnectivity.report.LedgerMembership;
import io.iotconnectivity.report.MonthlyReport;
import io.iotconnectivity.report.SloWatch;
import io.iotconnectivity.route.RouteFolders;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.WaysInUse;
import io.iotconnectivity.source.NoDevices;
import io.iotconnectivity.source.SourceStatus;
import io.iotconnectivity.web.Backend;
import io.iotconnectivity.web.CheckedItem;
import io.iotconnectivity.web.HttpMeters;
import io.iotconnectivity.web.PublicUrl;
import io.iotconnectivity.web.WebServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running product: store, HTTP interface, routes, opened in this order and closed in reverse. */
public final class Monitor implements AutoCloseable {
    private static final String STARTING = "starting";
    /** Longer than any start takes; but a deadline must not wait forever. */
    private static final Duration LONGEST_START = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private volatile Routes routes;
    private volatile WebServer web;

    private Monitor() {}

    /**
     * Starts everything.
     *
     * @param folders where the routes are
     * @throws CannotStart if the store, the port or a route prevents it; nothing is left open then
     */
    public static Monitor start(Settings settings, RouteFolders folders, Clock clock) throws CannotStart {
        Monitor monitor = new Monitor();
        try {
            monitor.open(settings, folders, clock);
            return monitor;
        } catch (CannotStart | RuntimeException e) {
            monitor.close();
            throw e;
        }
    }

    private void open(Settings settings, RouteFolders folders, Clock clock) throws CannotStart {
        Ahead<RegionLookup.Found> region = Ahead.start("region", () -> region(settings));
        PrometheusMeterRegistry meters = meters();
        open.push(meters::close);
        CloudEvents events =
                new CloudEvents("iot-connectivity/" + region.await().region());
        Optional<ThingGroups> groups = settings.lookups()
                .thingGroups()
                .map(known -> new ThingGroups(known, settings.classes().thingRules()));
        IncidentPolicy incidents = groups.filter(any -> settings.lookups().hasThingGroups())
                .map(settings.incidents()::groupedBy)
                .orElse(settings.incidents());
        Optional<Recorder> recorder = settings.recordFolder()
                .map(folder -> remember(Recorder.start(settings.cluster().isPresent(), folder, events, clock, meters)));
        EnrichRoutes enrich = new EnrichRoutes(settings.lookups().logs().patience(), clock, meters);
        IncidentMachine machine = new IncidentMachine(incidents);
        DeviceClasses classes = settings.classes().with(enrich).in(new ReadFleet(machine, groups));
        Engine engine = remember(openEngine(settings, classes, machine, events, clock, meters));
        // Until the routes run, nobody checks whether a source is down: what came meanwhile is still at the broker.
        engine.holdDeadlines(STARTING, clock.instant().plus(LONGEST_START));
        recorder.ifPresent(started -> {
            started.beginWith(() -> new KnownFleet(engine.ledger()));
            engine.recordWith(started);
        });
        ClassChanges changes = remember(new ClassChanges(classes, engine, clock));
        // Until the thing groups are read, the stored ones are better than none.
        Runnable sort = () -> {
            engine.regroup();
            changes.begin();
        };
        groups.ifPresentOrElse(known -> known.whenRead(sort), sort);
        Networks networks = remember(new Networks(settings.networks()));
        networks.start(clock, meters);
        DeviceTraits traits = new DeviceTraits(
                LedgerMembership.of(engine::ledger, classes, settings.reports()),
                device -> groups.map(known -> known.traitsOf(device)).orElse(Map.of()),
                groups.map(ThingGroups::traits).orElse(Set.of()),
                () -> groups.map(ThingGroups::isRead).orElse(true),
                new AddressGrouping(settings.breakdown().prefix()),
                networks);
        Kept reports = remember(ReportsOnDisk.open(settings, classes, traits, engine, clock, meters));
        if (reports.slos().isEmpty() && settings.slos().areNone()) {
            remember(SloWatch.ofNone(engine, clock)).start();
        }
        if (settings.breakdown().storms()) {
            remember(new FleetComparison(engine, traits, clock)).start();
        }
        Optional<Disconnector> disconnector = Optional.of(settings.disconnect())
                .filter(DisconnectSettings::enabled)
                .map(allowed -> disconnector(settings, allowed, meters));
        Backend facts = new Backend(
                engine,
                sink -> Routes.sinkSettings(settings).apply(sink).wants(),
                sink -> Routes.sinkSettings(settings).apply(sink).telling(),
                () -> routes != null,
                this::sources,
                () -> Optional.ofNullable(routes).flatMap(Routes::clockProblem),
                () -> Optional.ofNullable(routes).flatMap(Routes::listingProblem),
                meters::scrape,
                () -> Optional.ofNullable(routes).map(Routes::fleet),
                () -> Optional.ofNullable(routes).flatMap(Routes::reconciliation),
                enrich::statuses,
                progress -> AccountCheck.with(
                        settings,
                        clock,
                        account -> items(account.run(found -> progress.accept(items(found)))
                                .items())),
                settings.keepAliveSlo(),
                classes,
                events,
                reports,
                disconnector,
                networks,
                settings.webhooks().stream()
                        .flatMap(webhook -> webhook.inbound().stream())
                        .toList(),
                Version.text(),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
        WaysInUse.describe(settings).ifPresent(ways -> LOG.info("Outbound connections: {}", ways));
        // A port that is taken has to prevent the start before the broker ends another instance's connection.
        Ahead<WebServer> listening = Ahead.start("http-start", () -> listen(settings, facts, clock, meters));
        open.push(() -> listening.close(WebServer::close));
        routes = remember(Routes.start(
                settings,
                folders,
                engine,
                enrich,
                groups,
                classes,
                events,
                meters,
                clock,
                () -> web = listening.await()));
        engine.holdDeadlines(STARTING, clock.instant());
        reportMissingRoutes(settings, enrich.routes().keySet());
        reports.reports().filter(kept -> settings.reports().monthly()).ifPresent(kept -> {
            MonthlyReport monthly = remember(new MonthlyReport(engine, kept, clock));
            monthly.start();
        });
        String address = settings.http().publicUrl().map(PublicUrl::toString).orElse(web.address());
        LOG.info("iot-connectivity {} is up: {}, {}", Version.text(), address, routes.describe());
    }

    private Disconnector disconnector(Settings settings, DisconnectSettings allowed, MeterRegistry meters) {
        AwsClients aws = remember(new AwsClients(settings.aws()));
        NoDevices known =
                new NoDevices(settings.mqtt().clientId(), settings.sources().ignoredClients());
        return remember(new Disconnector(allowed, known::isOwn, aws, meters));
    }

    private static void reportMissingRoutes(Settings settings, Set<String> running) {
        settings.webhooks().forEach(webhook -> webhook.routing().extra().stream()
                .map(ExtraChoice::field)
                .filter(field -> !running.contains(field.route()))
                .forEach(field -> LOG.warn(
                        "webhook.{}.extra.{} chooses by what enrich-{} tells, but no such route runs, so it is unknown of new devices",
                        webhook.name(),
                        field,
                        field.route())));
    }

    /** Nobody waits for it if AWS is not called. */
    private static RegionLookup.Found region(Settings settings) {
        if (!settings.usesAws()) {
            return settings.aws().knownRegion();
        }
        RegionLookup.Found found = settings.aws().foundRegion();
        if (found.named()) {
            LOG.info("Using AWS Region {}, from {}", found.region(), found.from());
        } else {
            LOG.warn("No AWS Region is configured, so {} is used; set aws.region", found.region());
        }
        return found;
    }

    private static List<CheckedItem> items(List<Finding> found) {
        return found.stream()
                .map(each -> new CheckedItem(each.check(), each.status().word(), each.finding(), each.fix()))
                .toList();
    }

    private static Engine openEngine(
            Settings settings,
            DeviceClasses classes,
            IncidentMachine incidents,
            CloudEvents events,
            Clock clock,
            PrometheusMeterRegistry meters)
            throws CannotStart {
        try {
            return Engines.open(settings, new ClassedMachine(classes)::step, incidents, events, clock, meters);
        } catch (StoreException e) {
            throw new CannotStart(e.getMessage(), e);
        }
    }

    private static WebServer listen(Settings settings, Backend facts, Clock clock, MeterRegistry meters)
            throws CannotStart {
        try {
            return WebServer.start(settings.http(), facts, clock, new HttpMeters(meters));
        } catch (IOException e) {
            throw new CannotStart(e.getMessage(), e);
        }
    }

    private PrometheusMeterRegistry meters() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Gauge.builder("iotc.version", () -> 1)
                .description("Always 1; the label is the running version")
                .tag("version", Version.text())
                .register(meters);
        JvmGcMetrics collections = remember(new JvmGcMetrics());
        collections.bindTo(meters);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        return meters;
    }

    private List<SourceStatus> sources() {
        return routes == null ? List.of() : routes.sources();
    }

    private <T extends AutoCloseable> T remember(T opened) {
        open.push(opened);
        return opened;
    }

    /** The port that the HTTP interface is bound to. */
    public int port() {
        return web.port();
    }

    @Override
    public synchronized void close() {
        LOG.info("iot-connectivity is stopping");
        while (!open.isEmpty()) {
            AutoCloseable next = open.pop();
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", next.getClass().getSimpleName(), e);
            }
        }
        LOG.info("iot-connectivity has stopped");
    }
}
