package io.iotconnectivity.settings;

import io.iotconnectivity.settings.Settings.Logging;
import io.iotconnectivity.trace.TracingSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads how the application can be watched: its logs and traces. */
final class WatchReader {
    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");

    private final Values values;
    /** For what must be told without its value. */
    private final List<String> problems;

    WatchReader(Values values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    Logging logging() {
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

    /** Where traces go; empty if nowhere. */
    Optional<TracingSettings> tracing() {
        double ratio = ratio("tracing.ratio");
        boolean clientIds = values.flag("tracing.client-ids");
        Optional<String> endpoint = values.optional("tracing.endpoint");
        if (endpoint.filter(url -> url.contains("@")).isPresent()) {
            problems.add("tracing.endpoint must not contain a user name or password");
            return Optional.empty();
        }
        if (endpoint.filter(url -> !isWeb(url)).isPresent()) {
            values.report("tracing.endpoint", "is not an address; write for example http://localhost:4318/v1/traces");
            return Optional.empty();
        }
        return endpoint.map(url -> new TracingSettings(URI.create(url), ratio, clientIds));
    }

    private double ratio(String key) {
        try {
            double ratio = Double.parseDouble(values.text(key));
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below, like a number out of range.
        }
        values.report(key, "is not a fraction; write a number from 0 to 1, such as 0.01");
        return 0;
    }

    private static boolean isWeb(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
