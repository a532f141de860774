package io.iotconnectivity.bench;

import io.iotconnectivity.availability.Change;
import io.iotconnectivity.availability.ChangeBatch;
import io.iotconnectivity.availability.Condition;
import io.iotconnectivity.availability.Mark;
import io.iotconnectivity.breakdown.NetworkTraits;
import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.sqlite.SqliteEngine;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.incident.AddressGrouping;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.IncidentPolicy;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.report.AvailabilityFile;
import io.iotconnectivity.report.AvailabilityFile.News;
import io.iotconnectivity.report.DeviceTraits;
import io.iotconnectivity.report.FleetReport;
import io.iotconnectivity.report.LedgerMembership;
import io.iotconnectivity.report.LogFollower;
import io.iotconnectivity.report.Membership;
import io.iotconnectivity.report.ReportQuery;
import io.iotconnectivity.report.ReportSettings;
import io.iotconnectivity.report.Reports;
import io.iotconnectivity.report.SloMeasurement;
import io.iotconnectivity.report.SloSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Reports on last month, in which each device was away ten times: what a change costs the thread that follows the log, how
 * much a device and month take, and how long the report takes, with all devices known to an engine in the same process.
 */
final class MonthReport {
    private static final int OUTAGES = 10;
    private static final int MOST_CHANGES = 20_000;
    private static final int REPORTS = 3;
    private static final double MOST_SECONDS = 10;

    private final Options options;

    MonthReport(Options options) {
        this.options = options;
    }

    List<Row> run(Path directory) throws Exception {
        int devices = options.fleet();
        Path store = directory.resolve("month.db");
        FilledStore.main(new String[] {store.toString(), Integer.toString(devices)});
        EngineSettings settings = EngineSettings.of(store);
        YearMonth month = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
        Instant from = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant until =
                month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        ReportSettings kept = new ReportSettings(
                true, settings.availabilityFile(), 13, Duration.ofSeconds(30), ZoneOffset.UTC, false, false, Map.of());
        double micros;
        try (AvailabilityFile file = AvailabilityFile.open(kept.file())) {
            micros = fill(file, devices, from, until);
        }
        double bytes = (double) Files.size(kept.file()) / devices;
        List<Double> seconds = new ArrayList<>();
        List<Double> budgets;
        try (Engine engine = SqliteEngine.open(
                        settings,
                        new PresenceMachine(Policy.defaults())::step,
                        IncidentRules.of(new IncidentMachine(IncidentPolicy.defaults())),
                        new CloudEvents("iot-connectivity/bench"),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry());
                Reports reports = reports(engine, kept)) {
            ReportQuery query =
                    new ReportQuery(from, until, ZoneOffset.UTC, Optional.empty(), Optional.empty(), Optional.empty());
            while (!reports.report(query, 1).complete()) {
                Progress.say("reading the log");
            }
            for (int i = 0; i < REPORTS; i++) {
                long start = System.nanoTime();
                FleetReport report = reports.report(query, 100);
                seconds.add((System.nanoTime() - start) / 1e9);
                if (report.fleet().outages() != (long) devices * OUTAGES) {
                    throw new IllegalStateException(
                            "the report has " + report.fleet().outages() + " outages");
                }
            }
            budgets = budgets(engine, kept, devices, until);
        }
        Spread spread = Spread.of(seconds);
        String of = String.format(Locale.ROOT, "%,d devices with %d outages each", devices, OUTAGES);
        return List.of(
                Row.alone(
                        "report of a month, " + of + ", s",
                        spread,
                        Row.atMost(
                                MOST_SECONDS,
                                "≤ 10 s",
                                seconds.stream()
                                        .mapToDouble(Double::doubleValue)
                                        .max()
                                        .orElseThrow())),
                Row.alone("error budget of a class, " + of + ", s", Spread.of(budgets), ""),
                Row.alone("history of a device and month, " + of + ", file bytes", bytes, ""),
                Row.alone("history of a device and month: µs of the follower for a change", micros, ""));
    }

    /** How long it takes to measure them, as the application does in the background, in seconds. */
    private static List<Double> budgets(Engine engine, ReportSettings kept, int devices, Instant now) {
        Clock then = Clock.fixed(now, ZoneOffset.UTC);
        List<Double> seconds = new ArrayList<>();
        try (AvailabilityFile file = AvailabilityFile.open(kept.file());
                LogFollower follower = new LogFollower(engine::ledger, file, kept, then)) {
            SloMeasurement measurement = new SloMeasurement(
                    engine::ledger,
                    file,
                    follower,
                    kept,
                    new SloSettings(
                            Map.of(Membership.DEFAULT_CLASS, 0.999), Optional.of(Duration.ofDays(30)), ZoneOffset.UTC),
                    new LedgerMembership(engine::ledger, List.of(), device -> Optional.empty(), kept),
                    List.of(),
                    reason -> false,
                    then);
            for (int i = 0; i < REPORTS; i++) {
                long start = System.nanoTime();
                int measured = measurement.measure().orElseThrow().get(0).devices();
                seconds.add((System.nanoTime() - start) / 1e9);
                if (measured != devices) {
                    throw new IllegalStateException(measured + " devices were measured");
                }
            }
        }
        return seconds;
    }

    private static Reports reports(Engine engine, ReportSettings kept) {
        AvailabilityFile file = AvailabilityFile.open(kept.file());
        return new Reports(
                engine::ledger,
                file,
                new LogFollower(engine::ledger, file, kept, Clock.systemUTC()),
                kept,
                new DeviceTraits(
                        new LedgerMembership(engine::ledger, List.of(), device -> Optional.empty(), kept),
                        device -> Map.of(),
                        Set.of(),
                        () -> true,
                        new AddressGrouping(24),
                        NetworkTraits.NONE),
                List.of(),
                reason -> false,
                Clock.systemUTC());
    }

    /** In the order of time, as the log would have it; returns µs a change. */
    private static double fill(AvailabilityFile file, int devices, Instant from, Instant until) {
        long begin = from.toEpochMilli();
        long each = (until.toEpochMilli() - begin) / OUTAGES;
        Random random = new Random(4711);
        Fleet fleet = new Fleet("device", devices);
        List<String> clients = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            clients.add(fleet.next().clientId());
        }
        ChangeBatch batch = new ChangeBatch();
        long changes = 0;
        int held = 0;
        long start = System.nanoTime();
        for (int outage = 0; outage <= OUTAGES; outage++) {
            for (int i = 0; i < devices; i++) {
                long lost = begin + outage * each - each + random.nextInt((int) (each / 2));
                if (outage > 0) {
                    batch.add(change(clients.get(i), lost, Condition.DOWN, "CONNECTION_LOST"));
                    lost += 60_000 + random.nextInt((int) (each / 3));
                }
                batch.add(change(clients.get(i), lost, Condition.CONNECTED, ""));
                held += 2;
                if (held >= MOST_CHANGES) {
                    file.add(new News(batch, List.of(), Optional.empty(), 30_000));
                    changes += held;
                    held = 0;
                    batch = new ChangeBatch();
                }
            }
        }
        file.add(new News(batch, List.of(), Optional.empty(), 30_000));
        return (System.nanoTime() - start) / 1e3 / (changes + held);
    }

    private static Change change(String client, long at, Condition condition, String reason) {
        Condition state = condition == Condition.CONNECTED ? Condition.UP : condition;
        return new Change(client, at, at, state, at, reason, new Mark(at, condition, reason), true);
    }
}
