package io.iotconnectivity.settings;

import io.iotconnectivity.aws.fleet.RetireSettings;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code forget.after} and {@code retire.*}: when a device leaves the fleet without anybody's doing. */
final class LifeReader {
    private static final String FORGET = "forget.after";
    /** In less, devices that come back every day or night would be forgotten each time. */
    private static final Duration SHORTEST = Duration.ofDays(2);

    private static final String ATTRIBUTE = "retire.attribute";

    private final Values values;

    LifeReader(Values values) {
        this.values = values;
    }

    /** How long nothing must have been heard of a device before it is forgotten; absent if it never is. */
    Optional<Duration> forgetAfter() {
        return values.isSet(FORGET)
                ? Optional.of(values.duration(FORGET, SHORTEST, Duration.ofDays(3660)))
                : Optional.empty();
    }

    RetireSettings retiring() {
        return new RetireSettings(attribute(), values.flag("retire.deleted-things"));
    }

    private Optional<RetireSettings.Attribute> attribute() {
        Optional<String> text = values.optional(ATTRIBUTE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!values.flag("reconcile.enabled")) {
            values.report(ATTRIBUTE, "needs reconcile.enabled=true: the fleet index tells the attributes of things");
        }
        String[] parts = text.get().split("=", 2);
        if (parts.length < 2 || parts[0].isBlank() || parts[1].isBlank()) {
            values.report(ATTRIBUTE, "write the name and the value of an attribute, such as lifecycle=retired");
            return Optional.empty();
        }
        return Optional.of(new RetireSettings.Attribute(parts[0].strip(), parts[1].strip()));
    }
}
