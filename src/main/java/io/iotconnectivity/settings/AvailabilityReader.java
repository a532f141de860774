package io.iotconnectivity.settings;

import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.report.ReportSettings;
import io.iotconnectivity.signal.ExtraField;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code availability.*}: what is kept for reports, and how it is counted. */
final class AvailabilityReader {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final int YEARS = 120;
    private static final int MONTHS = 13;
    private static final String COLUMNS = "availability.columns";
    private static final int MOST_COLUMNS = 16;

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
                values.flag("availability.monthly"),
                values.flag("availability.exclude-planned"),
                classes(),
                columns(),
                new ChurnReader(values).every());
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

    private List<ExtraField> columns() {
        List<ExtraField> columns = new ArrayList<>();
        for (String column : values.list(COLUMNS)) {
            ExtraField.ofKey(column)
                    .ifPresentOrElse(
                            columns::add,
                            () -> values.report(
                                    COLUMNS,
                                    "names no field of an enrich route in " + Values.shown(column)
                                            + "; write extra.sites.site for the field site of enrich-sites"));
        }
        if (columns.size() > MOST_COLUMNS) {
            values.report(COLUMNS, "has more than " + MOST_COLUMNS + " columns; remove some");
        }
        return columns;
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
