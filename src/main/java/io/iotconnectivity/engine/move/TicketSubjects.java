package io.iotconnectivity.engine.move;

import io.iotconnectivity.delivery.Pairing;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.presence.Presence;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds out which subject the events of an open ticket have, which is not stored with it. */
public final class TicketSubjects {
    /** By ticket; empty until it is known. */
    private final Map<String, Optional<String>> subjects = new HashMap<>();

    /**
     * @param tickets those whose subjects are wanted
     */
    public TicketSubjects(Collection<String> tickets) {
        tickets.forEach(ticket -> subjects.put(ticket, Optional.empty()));
    }

    /** There is such a device. */
    public void add(Presence presence) {
        presence.outage()
                .ifPresent(outage -> know(
                        Pairing.ofOutage(outage.incidentId()), presence.client().value()));
    }

    /** There is, or was, such an incident. */
    public void add(IncidentData incident) {
        know(incident.incidentId(), incident.key());
    }

    /** There is such an event. */
    public void add(Event event) {
        know(Pairing.of(event, true).ticket(), event.subject());
    }

    private void know(String ticket, String subject) {
        subjects.computeIfPresent(ticket, (known, before) -> Optional.of(subject));
    }

    /** The subject of the events of a ticket; empty if nothing has told. */
    public Optional<String> of(String ticket) {
        return subjects.getOrDefault(ticket, Optional.empty());
    }
}
