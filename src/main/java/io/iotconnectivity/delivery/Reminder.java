package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventId;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import java.time.Instant;

/** The events that remind a sink of an incident that is still open. */
final class Reminder {
    private Reminder() {}

    /**
     * The next reminder: an update without news, with an id of its own.
     *
     * @param told the last event of the incident that the sink accepted; may be a reminder
     * @param at when it is due; part of its id, so that it is the same after a restart
     */
    static Event after(Event told, String sink, Instant at) {
        IncidentData data = told.incident().orElseThrow();
        int count = data.reminder().orElse(0) + 1;
        return new Event(
                EventId.of(at, told.subject() + '/' + data.incidentId() + "/reminder/" + sink, count),
                EventType.INCIDENT_UPDATED,
                told.subject(),
                at,
                data.reminding(count));
    }

    static boolean is(Event event) {
        return event.incident()
                .filter(incident -> incident.reminder().isPresent())
                .isPresent();
    }
}
