package io.iotconnectivity.settings;

import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.presence.StalePolicy.DeviceClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code stale.after} and {@code stale.<class>.*}: how long a connected device may be silent. */
final class StaleReader {
    static final KeyFamily FAMILY = KeyFamily.of("stale", "clients", "after");

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MONTH = Duration.ofDays(31);

    private final Values values;

    StaleReader(Values values) {
        this.values = values;
    }

    StalePolicy read() {
        List<DeviceClass> classes = new ArrayList<>();
        for (String name : values.names(FAMILY)) {
            String clients = "stale." + name + ".clients";
            values.required(clients);
            values.pattern(clients)
                    .ifPresent(pattern -> classes.add(new DeviceClass(pattern, after("stale." + name + ".after"))));
        }
        return new StalePolicy(classes, after("stale.after"));
    }

    private Optional<Duration> after(String key) {
        return values.isSet(key) ? Optional.of(values.duration(key, SECOND, MONTH)) : Optional.empty();
    }
}
