package io.iotconnectivity.settings;

import io.iotconnectivity.trace.TracingSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Reads {@code tracing.*}: where traces go, and how many. */
final class TracingReader {
    private final Values values;

    TracingReader(Values values) {
        this.values = values;
    }

    /** Absent: traces are not exported. */
    Optional<TracingSettings> read() {
        double ratio = ratio("tracing.ratio");
        boolean clientIds = values.flag("tracing.client-ids");
        Optional<String> endpoint = values.optional("tracing.endpoint");
        if (endpoint.filter(url -> url.contains("@")).isPresent()) {
            values.problem("tracing.endpoint must not contain a user name or password");
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
