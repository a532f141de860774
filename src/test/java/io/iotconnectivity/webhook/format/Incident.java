package io.iotconnectivity.webhook.format;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.signal.Extra;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events of one incident: {@code Incident.opened().of("pump-7").critical()}. */
record Incident(
        EventType type,
        String id,
        String device,
        Severity severity,
        String title,
        String text,
        boolean reminds,
        Map<String, Extra> extra) {
    private static final CloudEvents EVENTS = new CloudEvents("iot-connectivity/eu-central-1");

    Incident(EventType type, String id, String device, Severity severity, String title, String text) {
        this(type, id, device, severity, title, text, false, Map.of());
    }

    static Incident opened() {
        return new Incident(
                EventType.INCIDENT_OPENED,
                "inc-1",
                "pump-7",
                Severity.WARNING,
                "pump-7 is offline",
                "Look at its power.",
                false,
                Map.of());
    }

    Incident updated() {
        return new Incident(EventType.INCIDENT_UPDATED, id, device, severity, title, text, false, extra);
    }

    Incident reminding() {
        return new Incident(EventType.INCIDENT_UPDATED, id, device, severity, title, text, true, extra);
    }

    Incident resolved() {
        return new Incident(EventType.INCIDENT_RESOLVED, id, device, severity, title, text, false, extra);
    }

    Incident critical() {
        return new Incident(type, id, device, Severity.CRITICAL, title, text, reminds, extra);
    }

    Incident of(String other) {
        return new Incident(type, id, other, severity, title, text, reminds, extra);
    }

    Incident id(String other) {
        return new Incident(type, other, device, severity, title, text, reminds, extra);
    }

    Incident saying(String otherTitle, String otherText) {
        return new Incident(type, id, device, severity, otherTitle, otherText, reminds, extra);
    }

    Incident known(Map<String, Extra> known) {
        return new Incident(type, id, device, severity, title, text, reminds, known);
    }

    String json() {
        Instant opened = Instant.parse("2026-11-23T13:59:30Z");
        boolean over = type == EventType.INCIDENT_RESOLVED;
        IncidentData data = new IncidentData(
                id,
                "device/" + device,
                IncidentKind.DEVICE,
                over ? IncidentStatus.RESOLVED : IncidentStatus.OPEN,
                Optional.of(severity),
                title,
                opened,
                Optional.of(Instant.parse("2026-11-23T13:59:00.250Z")),
                over ? Optional.of(Instant.parse("2026-11-23T14:00:00Z")) : Optional.empty(),
                over ? Optional.of("recovered") : Optional.empty(),
                Optional.empty(),
                Optional.of("site-3"),
                1,
                over ? 0 : 1,
                List.of(device),
                Optional.of(Cause.POWER),
                Optional.of("MQTT_KEEP_ALIVE_TIMEOUT"),
                Optional.of(text),
                Optional.empty(),
                Optional.empty(),
                extra,
                Map.of(),
                List.of(),
                3);
        return new String(
                EVENTS.write(new Event(
                        "event-1",
                        type,
                        data.key(),
                        Instant.parse("2026-11-23T14:00:00Z"),
                        reminds ? data.reminding(2) : data)),
                StandardCharsets.UTF_8);
    }
}
