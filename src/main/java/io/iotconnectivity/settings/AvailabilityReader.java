package io.iotconnectivity.settings;

import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.report.ReportSettings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code availability.*}: what is kept for reports, and how it is counted. */
final class AvailabilityReader {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final int YEARS = 120;
    private static final int MONTHS = 13;

    private final Values values;

    AvailabilityReader(Values values) {
        this.values = values;
    }

    ReportSettings read(EngineSettings engine) {
        return new ReportSettings(
                values.flag("availability.enabled"),
                engine.availabilityFile(),
                values.number("availability.months", MONTHS, 1, YEARS),
                values.duration("availability.outage-from", Duration.ofMillis(1), Duration.ofDays(1)),
                zone(),
                values.flag("availability.exclude-planned"),
                classes());
    }

    private Map<String, Boolean> classes() {
        Map<String, Boolean> excluding = new TreeMap<>();
        for (String name : values.names(ClassReader.FAMILY)) {
            String key = "class." + name + ".exclude-planned";
            if (values.isSet(key)) {
                excluding.put(name, values.flag(key));
            }
        }
        return excluding;
    }

    private ZoneId zone() {
        String key = "availability.zone";
        try {
            return values.optional(key).map(ZoneId::of).orElse(UTC);
        } catch (DateTimeException e) {
            values.report(key, "is not a time zone; write for example Europe/Berlin");
            return UTC;
        }
    }
}
