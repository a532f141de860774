package io.iotconnectivity.report;

import io.iotconnectivity.availability.Figures;
import io.iotconnectivity.availability.Months;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.incident.Maintenance;
import io.iotconnectivity.report.FleetReport.DeviceFigures;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Computes reports. Devices that are no longer known are in none, and retired ones only in their own. Thread-safe. */
public final class Reports implements AutoCloseable {
    private static final Comparator<DeviceFigures> BEST_FIRST = Comparator.<DeviceFigures>comparingLong(
                    device -> device.figures().down())
            .thenComparingLong(device -> device.figures().outages())
            .thenComparing(DeviceFigures::client, Comparator.reverseOrder());

    private final Supplier<Ledger> ledger;
    private final AvailabilityFile file;
    private final SentMonths sentMonths;
    private final LogFollower follower;
    private final ReportSettings settings;
    private final Membership membership;
    private final List<Maintenance> maintenance;
    private final Predicate<String> isPlanned;
    private final Breakdowns breakdowns;
    private final Clock clock;
    private final Optional<ChurnWatch> churn;

    /**
     * @param maintenance the windows whose time does not count
     * @param isPlanned whether an absence for this reason is planned
     */
    public Reports(
            Supplier<Ledger> ledger,
            AvailabilityFile file,
            LogFollower follower,
            ReportSettings settings,
            DeviceTraits traits,
            List<Maintenance> maintenance,
            Predicate<String> isPlanned,
            Clock clock) {
        this.ledger = ledger;
        this.file = file;
        this.sentMonths = new SentMonths(file);
        this.follower = follower;
        this.settings = settings;
        this.membership = traits.membership();
        this.maintenance = List.copyOf(maintenance);
        this.isPlanned = isPlanned;
        this.clock = clock;
        this.churn = settings.compareEvery()
                .map(every -> new ChurnWatch(ledger, file, follower, membership, maintenance, clock));
        this.breakdowns = new Breakdowns(ledger, file, follower, settings, traits, isPlanned, clock);
    }

    /** Of the same histories. */
    public Breakdowns breakdowns() {
        return breakdowns;
    }

    /** How reports are counted. */
    public ReportSettings settings() {
        return settings;
    }

    /** Compares devices with their own past; empty if nothing does. */
    public Optional<ChurnWatch> churn() {
        return churn;
    }

    /**
     * What a query names that does not exist: a device, a group or a class.
     *
     * @return says what there is, and begins with the name of the parameter at fault; empty if all of it exists
     */
    public Optional<String> mistake(ReportQuery query) {
        return check().mistake(query.deviceClass(), query.group(), query.device());
    }

    /** The same of a group and a class that devices are to belong to. */
    public Optional<String> mistake(Optional<String> group, Optional<String> deviceClass) {
        return check().mistake(deviceClass, group, Optional.empty());
    }

    private QueryCheck check() {
        return new QueryCheck(ledger.get(), membership);
    }

    /**
     * The months of the settings' time zone that were over by then and of which no report was sent, oldest first.
     *
     * @return none as well while the log has not been read to its end
     */
    List<YearMonth> monthsDue(Instant at) {
        return sentMonths.due(at, settings.zone(), settings.months()).isEmpty() || !follower.catchUp()
                ? List.of()
                : sentMonths.due(at, settings.zone(), settings.months());
    }

    /**
     * Computes a report.
     *
     * @param most how many devices it names
     */
    public FleetReport report(ReportQuery query, int most) {
        PriorityQueue<DeviceFigures> worst = new PriorityQueue<>(BEST_FIRST);
        FleetReport whole = report(query, device -> {
            worst.add(device);
            if (worst.size() > most) {
                worst.remove();
            }
        });
        List<DeviceFigures> devices = new ArrayList<>(worst);
        devices.sort(BEST_FIRST.reversed());
        return new FleetReport(
                whole.query(),
                whole.until(),
                whole.keptSince(),
                whole.complete(),
                whole.unreadable(),
                whole.fleet(),
                whole.classes(),
                whole.groups(),
                whole.parts(),
                devices);
    }

    /**
     * Computes a report without devices, and passes these on, in the order of their client ids.
     *
     * @param each receives one device after the other
     */
    public FleetReport report(ReportQuery query, Consumer<DeviceFigures> each) {
        boolean complete = follower.catchUp();
        Instant now = clock.instant();
        Instant until = query.until().isBefore(now) ? query.until() : now;
        if (!until.isAfter(query.from())) {
            // Nothing of it has happened yet.
            return new FleetReport(
                    query,
                    until,
                    Optional.empty(),
                    complete,
                    0,
                    new Figures(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    List.of());
        }
        AvailabilityFile.Facts facts = file.facts();
        Counting counting = new Counting(
                query,
                until,
                now,
                ledger.get(),
                membership,
                new Excluding(maintenance, facts.blind(), latest(query.from(), keptFrom(now)), until),
                settings.leastOutage(),
                isPlanned,
                each);
        int unreadable = file.read(query.device(), query.from().toEpochMilli(), until.toEpochMilli(), counting::device);
        return new FleetReport(
                query,
                until,
                facts.beginning().map(Instant::ofEpochMilli),
                complete,
                unreadable,
                counting.fleet(),
                counting.classes(),
                counting.groups(),
                counting.parts(),
                List.of());
    }

    /** Windows of earlier times exclude nothing: they are not worth listing, and windows that open often would be too many. */
    private Instant keptFrom(Instant now) {
        return Instant.ofEpochMilli(Months.start(Months.of(now.toEpochMilli()) - settings.months()));
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public void close() {
        churn.ifPresent(ChurnWatch::close);
        follower.close();
    }
}
