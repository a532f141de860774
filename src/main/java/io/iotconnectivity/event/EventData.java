package io.iotconnectivity.event;

import java.util.Optional;

/** What an event tells: of a device, or of an incident. */
public sealed interface EventData permits DeviceData, IncidentData {

    /** How much it matters; absent where it is no trouble. */
    Optional<Severity> severity();

    /** The outage or the incident that it belongs to; absent where there is none. */
    Optional<String> incident();
}
