package io.iotconnectivity.report;

import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.incident.Maintenance;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Measures how the classes do against their objectives, by one pass over the histories of all devices. */
public final class SloMeasurement {
    private final Supplier<Ledger> ledger;
    private final AvailabilityFile file;
    private final LogFollower follower;
    private final ReportSettings reports;
    private final SloSettings settings;
    private final Membership membership;
    private final List<Maintenance> maintenance;
    private final Predicate<String> isPlanned;
    private final Clock clock;

    /**
     * @param maintenance the windows whose time does not count
     * @param isPlanned whether an absence for this reason is planned
     */
    public SloMeasurement(
            Supplier<Ledger> ledger,
            AvailabilityFile file,
            LogFollower follower,
            ReportSettings reports,
            SloSettings settings,
            Membership membership,
            List<Maintenance> maintenance,
            Predicate<String> isPlanned,
            Clock clock) {
        this.ledger = ledger;
        this.file = file;
        this.follower = follower;
        this.reports = reports;
        this.settings = settings;
        this.membership = membership;
        this.maintenance = List.copyOf(maintenance);
        this.isPlanned = isPlanned;
        this.clock = clock;
    }

    /** The objectives. */
    public SloSettings settings() {
        return settings;
    }

    /** How every class with an objective did until now, by name; empty while the log has not been read to its end. */
    public Optional<List<ClassSlo>> measure() {
        if (!follower.catchUp()) {
            return Optional.empty();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant from = SloCounting.earliest(settings, now);
        AvailabilityFile.Facts facts = file.facts();
        SloCounting counting = new SloCounting(
                settings,
                now,
                facts.watched().orElse(now.toEpochMilli()),
                ledger.get(),
                membership,
                new Excluding(maintenance, facts.blind(), from, now),
                reports.leastOutage(),
                isPlanned);
        file.read(Optional.empty(), from.toEpochMilli(), now.toEpochMilli(), counting::device);
        return Optional.of(counting.done());
    }
}
