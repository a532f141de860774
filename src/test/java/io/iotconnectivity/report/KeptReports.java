package io.iotconnectivity.report;

import io.iotconnectivity.availability.Change;
import io.iotconnectivity.availability.ChangeBatch;
import io.iotconnectivity.availability.Condition;
import io.iotconnectivity.availability.Mark;
import io.iotconnectivity.breakdown.Dimension;
import io.iotconnectivity.breakdown.NetworkTraits;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.AddressGrouping;
import io.iotconnectivity.incident.Maintenance;
import io.iotconnectivity.report.AvailabilityFile.News;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Reports over any ledger, whose file is in a folder of the test; nothing is followed but when a report is asked for. */
public record KeptReports(AvailabilityFile file, Reports reports, SloMeasurement slos) implements AutoCloseable {

    public static KeptReports open(Path folder, Supplier<Ledger> ledger, Clock clock) {
        return open(folder, ledger, clock, false, List.of());
    }

    static KeptReports open(
            Path folder, Supplier<Ledger> ledger, Clock clock, boolean excludesPlanned, List<Maintenance> windows) {
        return open(
                new ReportSettings(
                        true,
                        folder.resolve("kept"),
                        13,
                        Duration.ofSeconds(30),
                        ZoneOffset.UTC,
                        false,
                        excludesPlanned,
                        Map.of(),
                        List.of(),
                        Optional.of(Duration.ofMinutes(15))),
                ledger,
                clock,
                windows);
    }

    public static KeptReports open(
            ReportSettings settings, Supplier<Ledger> ledger, Clock clock, List<Maintenance> windows) {
        AvailabilityFile file = AvailabilityFile.open(settings.file());
        LogFollower follower = new LogFollower(ledger, file, settings, clock);
        Membership membership = new LedgerMembership(ledger, List.of(), device -> Optional.empty(), settings);
        Predicate<String> isPlanned = "CLIENT_INITIATED_DISCONNECT"::equals;
        Reports reports = new Reports(ledger, file, follower, settings, traits(membership), windows, isPlanned, clock);
        SloSettings slos = new SloSettings(
                Map.of(Membership.DEFAULT_CLASS, 0.99), Optional.of(Duration.ofDays(30)), ZoneOffset.UTC);
        return new KeptReports(
                file,
                reports,
                new SloMeasurement(ledger, file, follower, settings, slos, membership, windows, isPlanned, clock));
    }

    /** The firmware of a device is the first letter of its id. */
    private static DeviceTraits traits(Membership membership) {
        Dimension firmware = Dimension.attribute("firmware");
        return new DeviceTraits(
                membership,
                device -> Map.of(firmware, device.client().value().substring(0, 1)),
                Set.of(firmware),
                () -> true,
                new AddressGrouping(24),
                NetworkTraits.NONE);
    }

    /** The figures of all devices. */
    public List<ReportView.Device> devices(Instant from, Instant until) {
        ReportQuery query =
                new ReportQuery(from, until, ZoneOffset.UTC, Optional.empty(), Optional.empty(), Optional.empty());
        return ReportView.of(reports.report(query, 1_000)).items();
    }

    /**
     * Adds a device that is connected for longer than is compared, and whose connections have ended so often on each day,
     * and on the last one.
     */
    public void reconnects(String client, Instant now, int daily, int lately) {
        ChangeBatch changes = new ChangeBatch();
        long sequence = 1;
        long day = Duration.ofDays(1).toMillis();
        for (int back = ChurnSpan.PAST_DAYS + 1; back >= 0; back--) {
            int times = back == 0 ? lately : daily;
            for (int i = 1; i <= times; i++) {
                long at = now.toEpochMilli() - (back + 1) * day + i * day / (times + 1);
                changes.add(Change.of(
                        client,
                        sequence++,
                        at,
                        Verdict.ONLINE,
                        Optional.of(Instant.ofEpochMilli(at)),
                        Optional.empty(),
                        new Mark(at, Condition.CONNECTED),
                        true));
            }
        }
        file.add(new News(
                changes, List.of(), Optional.empty(), Duration.ofSeconds(30).toMillis()));
    }

    /** Compares all devices with their past. */
    public void compare() {
        try {
            reports.churn().orElseThrow().compare();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        reports.close();
    }
}
