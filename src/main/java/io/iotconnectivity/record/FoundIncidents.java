package io.iotconnectivity.record;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reconstructs incidents from their events. */
final class FoundIncidents implements Consumer<Event> {
    private final Map<String, Found> whole = new LinkedHashMap<>();
    private final Map<String, Found> withoutOpening = new LinkedHashMap<>();

    @Override
    public void accept(Event event) {
        event.incident().filter(told -> told.kind() != IncidentKind.TEST).ifPresent(told -> take(event, told));
    }

    private void take(Event event, IncidentData told) {
        String id = told.incidentId();
        Map<String, Found> those =
                event.type() == EventType.INCIDENT_OPENED || whole.containsKey(id) ? whole : withoutOpening;
        those.merge(id, Found.of(told), (before, same) -> before.then(told));
    }

    /** The incidents that were opened, in that order. */
    List<Found> opened() {
        return new ArrayList<>(whole.values());
    }

    /** The incidents opened before the record, of which only later events are recorded. */
    List<Found> openedBefore() {
        return new ArrayList<>(withoutOpening.values());
    }
}
