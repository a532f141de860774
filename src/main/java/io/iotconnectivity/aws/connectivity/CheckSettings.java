package io.iotconnectivity.aws.connectivity;

import java.time.Duration;
import java.util.Locale;

/**
 * How AWS is queried, before an alert, whether a device is connected.
 *
 * @param patience how long an alert waits for the answer
 * @param maxCallsPerSecond at least 1; queries above it are answered with "unknown" at once
 */
public record CheckSettings(Method method, Duration patience, int maxCallsPerSecond) {

    public enum Method {
        /** AWS is not queried. */
        OFF,
        /** GetConnection of the data plane: by client id, needs no fleet index. */
        CONNECTION,
        /** GetThingConnectivityData: by thing name, needs the fleet index. */
        THING_CONNECTIVITY;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public boolean enabled() {
        return method != Method.OFF;
    }
}
