package io.iotconnectivity.engine;

import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import java.util.Optional;

/**
 * Selects incidents.
 *
 * @param status only those with this status
 * @param kind only those of this kind
 * @param before only those older than the incident with this id
 */
public record IncidentQuery(Optional<IncidentStatus> status, Optional<IncidentKind> kind, Optional<String> before) {

    /** Every incident. */
    public static final IncidentQuery ALL = new IncidentQuery(Optional.empty(), Optional.empty(), Optional.empty());
}
