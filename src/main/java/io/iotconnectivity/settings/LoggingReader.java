package io.iotconnectivity.settings;

import io.iotconnectivity.settings.Settings.Logging;
import java.util.Set;

/** Reads {@code logging.*}: the format and level of the log. */
final class LoggingReader {
    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");

    private final Values values;

    LoggingReader(Values values) {
        this.values = values;
    }

    Logging read() {
        String format = values.text("logging.format");
        if (!format.equals("text") && !format.equals("json")) {
            values.report("logging.format", "is not a format; write text or json");
        }
        String level = values.text("logging.level");
        if (!LEVELS.contains(level)) {
            values.report("logging.level", "is not a level; write error, warn, info or debug");
        }
        return new Logging(format.equals("json"), level);
    }
}
