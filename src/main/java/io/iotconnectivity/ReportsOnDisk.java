package io.iotconnectivity;

import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.report.AvailabilityFile;
import io.iotconnectivity.report.LedgerMembership;
import io.iotconnectivity.report.LogFollower;
import io.iotconnectivity.report.ReportSettings;
import io.iotconnectivity.report.Reports;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.signal.Reason;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the reports on availability. A file that cannot be used keeps nobody from watching devices. */
final class ReportsOnDisk {
    private static final Logger LOG = LoggerFactory.getLogger(ReportsOnDisk.class);

    private ReportsOnDisk() {}

    /** Empty if they are off, or if their file cannot be used, which is logged. */
    static Optional<Reports> open(Settings settings, DeviceClasses classes, Engine engine, Clock clock) {
        ReportSettings wanted = settings.reports();
        if (!wanted.enabled()) {
            return Optional.empty();
        }
        try {
            AvailabilityFile file = AvailabilityFile.open(wanted.file());
            LogFollower follower = new LogFollower(engine::ledger, file, wanted, clock);
            follower.start();
            Policy policy = classes.otherwise();
            return Optional.of(new Reports(
                    engine::ledger,
                    file,
                    follower,
                    wanted,
                    new LedgerMembership(
                            engine::ledger,
                            device -> classes.find(device)
                                    .flatMap(entry -> entry.policy().deviceClass())
                                    .map(DeviceClass::name),
                            wanted),
                    settings.incidents().suppressions().windows(),
                    reason -> policy.of(new Reason(reason)).cause() == Cause.PLANNED,
                    clock));
        } catch (StoreException e) {
            LOG.error("There are no reports on availability: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
