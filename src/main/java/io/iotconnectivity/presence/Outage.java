package io.iotconnectivity.presence;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Severity;
import java.time.Instant;

/**
 * An announced outage ({@code device.offline}) or silence ({@code device.stale}) whose end has not been announced yet.
 *
 * @param incidentId the same in both events
 * @param since when it began
 */
public record Outage(String incidentId, Instant since, Severity severity, Cause cause) {
    /** The same outage, now with the cause and severity of its reason. */
    Outage as(ReasonPolicy treatment) {
        return new Outage(incidentId, since, treatment.severity(), treatment.cause());
    }
}
