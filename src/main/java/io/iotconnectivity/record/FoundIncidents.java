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

/** Makes incidents of their events. */
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

    /** Those that were opened, in the order of their opening. */
    List<Found> opened() {
        return new ArrayList<>(whole.values());
    }

    /** Those of which only the end, or a part, was told: they had been opened before. */
    List<Found> openedBefore() {
        return new ArrayList<>(withoutOpening.values());
    }
}
