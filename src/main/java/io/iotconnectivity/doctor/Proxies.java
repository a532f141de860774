package io.iotconnectivity.doctor;

import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.WaysInUse;
import java.util.List;
import java.util.Optional;

/**
 * Reports what goes out through which proxy; the checks of those destinations show whether the proxies let them
 * through.
 *
 * @param ways in words
 */
record Proxies(String ways) implements Check {
    /** None if no proxy is set. */
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
