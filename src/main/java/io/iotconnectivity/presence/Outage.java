package io.iotconnectivity.presence;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Severity;
import java.time.Instant;

/**
 * An outage that {@code device.offline}, or a silence that {@code device.stale}, was sent for, and whose end is still to be
 * told.
 *
 * @param incidentId the same in both events
 * @param since when it began
 */
public record Outage(String incidentId, Instant since, Severity severity, Cause cause) {
    /** The same, of which it is known now how it is to be treated. */
    Outage as(ReasonPolicy treatment) {
        return new Outage(incidentId, since, treatment.severity(), treatment.cause());
    }
}
