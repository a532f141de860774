package io.iotconnectivity;

import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.incident.Maintenance;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.report.AvailabilityFile;
import io.iotconnectivity.report.DeviceTraits;
import io.iotconnectivity.report.Kept;
import io.iotconnectivity.report.LogFollower;
import io.iotconnectivity.report.Membership;
import io.iotconnectivity.report.ReportSettings;
import io.iotconnectivity.report.Reports;
import io.iotconnectivity.report.SloMeasurement;
import io.iotconnectivity.report.SloWatch;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.signal.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the reports on availability. A file that cannot be used keeps nobody from watching devices. */
final class ReportsOnDisk {
    private static final Logger LOG = LoggerFactory.getLogger(ReportsOnDisk.class);

    private ReportsOnDisk() {}

    /** Without reports if they are off, or if their file cannot be used, which is logged and told. */
    static Kept open(
            Settings settings,
            DeviceClasses classes,
            DeviceTraits traits,
            Engine engine,
            Clock clock,
            MeterRegistry meters) {
        ReportSettings wanted = settings.reports();
        if (!wanted.enabled()) {
            return Kept.NOTHING;
        }
        try {
            AvailabilityFile file = AvailabilityFile.open(wanted.file());
            LogFollower follower = new LogFollower(engine::ledger, file, wanted, clock);
            follower.start();
            Policy policy = classes.otherwise();
            Membership membership = traits.membership();
            List<Maintenance> maintenance = settings.incidents().suppressions().windows();
            Predicate<String> isPlanned =
                    reason -> policy.of(new Reason(reason)).cause() == Cause.PLANNED;
            SloWatch slos = new SloWatch(
                    new SloMeasurement(
                            engine::ledger,
                            file,
                            follower,
                            wanted,
                            settings.slos(),
                            membership,
                            maintenance,
                            isPlanned,
                            clock),
                    engine,
                    clock,
                    meters);
            slos.start();
            Reports reports =
                    new Reports(engine::ledger, file, follower, wanted, traits, maintenance, isPlanned, clock);
            reports.churn().ifPresent(watch -> watch.start(wanted.compareEvery().orElseThrow(), meters));
            return new Kept(Optional.of(reports), Optional.of(slos), follower::problem);
        } catch (StoreException e) {
            LOG.error("There are no reports on availability: {}", e.getMessage());
            return Kept.broken(e.getMessage());
        }
    }
}
