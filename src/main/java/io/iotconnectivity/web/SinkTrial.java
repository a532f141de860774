package io.iotconnectivity.web;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventId;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * What a sink test sends: an incident or outage that begins and ends, so that nothing stays open at the receiver.
 *
 * @param incidentId carried by both events
 * @param events the beginning and the end
 */
record SinkTrial(String sink, String incidentId, List<Event> events) {
    private static final String ADVICE = "Nothing is wrong: this is a test of whether this sink receives events.";

    /**
     * @param wants which events the sink is configured to receive: the test uses an incident if it wants incidents of
     *     some severity, else events of a device
     * @param number distinguishes tests within one millisecond; not negative
     */
    static SinkTrial of(String sink, Predicate<Event> wants, Instant now, int number) {
        String key = IncidentKind.TEST.word() + "/" + sink;
        String incidentId = EventId.of(now, key, number);
        Event gravest = incident(EventType.INCIDENT_OPENED, sink, key, incidentId, now, number, Severity.CRITICAL);
        List<Event> events = wants.test(gravest)
                ? List.of(
                        incident(EventType.INCIDENT_OPENED, sink, key, incidentId, now, number, Severity.INFO),
                        incident(EventType.INCIDENT_RESOLVED, sink, key, incidentId, now, number + 1L, Severity.INFO))
                : List.of(
                        device(EventType.DEVICE_OFFLINE, incidentId, now, number),
                        device(EventType.DEVICE_ONLINE, incidentId, now, number + 1L));
        return new SinkTrial(sink, incidentId, events);
    }

    private static Event incident(
            EventType type, String sink, String key, String incidentId, Instant now, long number, Severity severity) {
        boolean over = type == EventType.INCIDENT_RESOLVED;
        IncidentData data = new IncidentData(
                incidentId,
                key,
                IncidentKind.TEST,
                over ? IncidentStatus.RESOLVED : IncidentStatus.OPEN,
                Optional.of(severity),
                "Test of sink " + sink + ": nothing is wrong",
                now,
                Optional.of(now),
                Optional.of(now).filter(at -> over),
                Optional.of("recovered").filter(how -> over),
                Optional.empty(),
                Optional.empty(),
                1,
                over ? 0 : 1,
                List.of(Event.TEST_CLIENT),
                Optional.empty(),
                Optional.empty(),
                Optional.of(ADVICE),
                now.toEpochMilli() + (over ? 1 : 0));
        return new Event(EventId.of(now, key, number), type, key, now, data);
    }

    private static Event device(EventType type, String incidentId, Instant now, long number) {
        boolean over = type == EventType.DEVICE_ONLINE;
        DeviceData data = new DeviceData(
                Event.TEST_CLIENT,
                Optional.empty(),
                over ? Verdict.ONLINE : Verdict.OFFLINE,
                over ? Verdict.OFFLINE : Verdict.ONLINE,
                Optional.of(now),
                Optional.of("TEST").filter(reason -> !over),
                Optional.of(Cause.UNKNOWN),
                Optional.of(Severity.INFO),
                Optional.of(ADVICE),
                false,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(true),
                List.of(),
                over ? OptionalLong.of(0) : OptionalLong.empty(),
                Optional.of(incidentId),
                List.of(),
                now.toEpochMilli() + (over ? 1 : 0));
        return new Event(EventId.of(now, Event.TEST_CLIENT, number), type, Event.TEST_CLIENT, now, data);
    }
}
