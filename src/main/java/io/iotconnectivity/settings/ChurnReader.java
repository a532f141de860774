package io.iotconnectivity.settings;

import java.time.Duration;
import java.util.Optional;

/** Reads {@code churn.*}: how often devices are compared with their own past. */
final class ChurnReader {
    private static final Duration LEAST = Duration.ofSeconds(10);

    private final Values values;

    ChurnReader(Values values) {
        this.values = values;
    }

    /** Absent: they never are. */
    Optional<Duration> every() {
        Duration every = values.duration("churn.every", LEAST, Duration.ofDays(1));
        return values.flag("churn.enabled") ? Optional.of(every) : Optional.empty();
    }
}
