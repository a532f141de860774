package io.iotconnectivity.event;

import java.util.Optional;

/** The data of an event, about a device, an incident or a period. */
public sealed interface EventData permits DeviceData, IncidentData, ReportData {

    /** How much it matters; absent if nothing is wrong. */
    Optional<Severity> severity();

    /** The outage or incident that the event belongs to; absent if there is none. */
    Optional<String> incident();
}
