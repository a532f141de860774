package io.iotconnectivity.engine;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.signal.Extra;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events of incidents, with as little to them as there can be. */
public final class SampleIncidents {
    private SampleIncidents() {}

    /** The same event about devices of these classes. */
    public static Event ofClasses(Event event, List<String> classes) {
        IncidentData data = event.incident().orElseThrow();
        return with(event, data.extra(), data.extraValues(), classes);
    }

    /** The same event about a device of which this is known. */
    public static Event known(Event event, Map<String, Extra> extra) {
        return with(event, extra, Map.of(), List.of());
    }

    /** The same event about devices of which this is known. */
    public static Event ofValues(Event event, Map<String, Map<String, List<String>>> values) {
        return with(event, Map.of(), values, List.of());
    }

    private static Event with(
            Event event,
            Map<String, Extra> extra,
            Map<String, Map<String, List<String>>> values,
            List<String> classes) {
        IncidentData data = event.incident().orElseThrow();
        return new Event(
                event.id(),
                event.type(),
                event.subject(),
                event.time(),
                new IncidentData(
                        data.incidentId(),
                        data.key(),
                        data.kind(),
                        data.status(),
                        data.severity(),
                        data.title(),
                        data.openedAt(),
                        data.since(),
                        data.resolvedAt(),
                        data.resolution(),
                        data.mergedInto(),
                        data.group(),
                        data.deviceCount(),
                        data.downCount(),
                        data.devices(),
                        data.cause(),
                        data.reason(),
                        data.advice(),
                        data.blind(),
                        data.handling(),
                        extra,
                        values,
                        classes,
                        data.sequence()));
    }

    public static Event opened(String incidentId, Instant now) {
        return event(EventType.INCIDENT_OPENED, IncidentKind.DEVICE, incidentId, 1, now);
    }

    public static Event updated(String incidentId, long sequence, Instant now) {
        return event(EventType.INCIDENT_UPDATED, IncidentKind.DEVICE, incidentId, sequence, now);
    }

    public static Event resolved(String incidentId, long sequence, Instant now) {
        return event(EventType.INCIDENT_RESOLVED, IncidentKind.DEVICE, incidentId, sequence, now);
    }

    /** The event's id is that of the incident, a dash and the sequence; its subject is the incident's key. */
    public static Event event(EventType type, IncidentKind kind, String incidentId, long sequence, Instant now) {
        boolean resolved = type == EventType.INCIDENT_RESOLVED;
        String key = kind.word() + "/" + incidentId;
        return new Event(
                incidentId + "-" + sequence,
                type,
                key,
                now,
                new IncidentData(
                        incidentId,
                        key,
                        kind,
                        resolved ? IncidentStatus.RESOLVED : IncidentStatus.OPEN,
                        Optional.of(Severity.WARNING),
                        "something is wrong with " + incidentId,
                        now,
                        Optional.empty(),
                        resolved ? Optional.of(now) : Optional.empty(),
                        resolved ? Optional.of("recovered") : Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        resolved ? 0 : 1,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        sequence));
    }
}
