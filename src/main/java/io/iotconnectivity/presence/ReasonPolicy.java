package io.iotconnectivity.presence;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Severity;
import java.time.Duration;

/**
 * The treatment of a disconnect for one reason.
 *
 * @param grace how long the device may be away before it counts as OFFLINE; not negative
 * @param severity the severity of an outage that begins with it
 */
public record ReasonPolicy(Cause cause, Duration grace, Severity severity) {
    public ReasonPolicy {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace is negative");
        }
    }
}
