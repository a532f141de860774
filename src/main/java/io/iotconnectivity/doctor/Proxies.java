package io.iotconnectivity.doctor;

import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.WaysInUse;
import java.util.List;
import java.util.Optional;

/**
 * Says what goes out through which proxy; whether that lets things through is seen by the checks of these.
 *
 * @param ways in words
 */
record Proxies(String ways) implements Check {
    /** None where no proxy is set. */
    static Optional<Check> of(Settings settings) {
        return WaysInUse.describe(settings).map(Proxies::new);
    }

    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public boolean isUsed() {
        return true;
    }

    @Override
    public List<Finding> look() {
        return List.of(Finding.ok(name(), ways));
    }
}
