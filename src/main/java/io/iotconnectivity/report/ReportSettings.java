package io.iotconnectivity.report;

import io.iotconnectivity.signal.ExtraField;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept for reports, and how it is counted.
 *
 * @param enabled whether anything is kept
 * @param file where it is kept
 * @param months how many calendar months are kept before the current one
 * @param leastOutage an absence that lasts this long is an outage, a shorter one an interruption
 * @param zone in which the months of a report begin if it does not say
 * @param monthly whether a report of each month of that zone is sent
 * @param excludesPlanned whether planned absences do not count, of devices whose class says nothing about it
 * @param ofClasses the same for the classes that say so, by name
 * @param columns what is known about the devices that files of them have columns for
 * @param compareEvery the pause after which devices are compared with their own past again; absent: they never are
 */
public record ReportSettings(
        boolean enabled,
        Path file,
        int months,
        Duration leastOutage,
        ZoneId zone,
        boolean monthly,
        boolean excludesPlanned,
        Map<String, Boolean> ofClasses,
        List<ExtraField> columns,
        Optional<Duration> compareEvery) {

    public ReportSettings {
        columns = List.copyOf(columns);
    }

    /** Files have no columns for what enrich routes know, and nothing is compared with its past. */
    public ReportSettings(
            boolean enabled,
            Path file,
            int months,
            Duration leastOutage,
            ZoneId zone,
            boolean monthly,
            boolean excludesPlanned,
            Map<String, Boolean> ofClasses) {
        this(
                enabled,
                file,
                months,
                leastOutage,
                zone,
                monthly,
                excludesPlanned,
                ofClasses,
                List.of(),
                Optional.empty());
    }

    /** Whether planned absences of devices of this class do not count. */
    boolean excludesPlanned(String deviceClass) {
        return ofClasses.getOrDefault(deviceClass, excludesPlanned);
    }
}
