package io.iotconnectivity.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;

/**
 * An event of an incident as streams show it.
 *
 * @param type such as {@code incident.opened}
 */
record IncidentNews(String type, @JsonUnwrapped IncidentData incident) {
    static IncidentNews of(Event event, IncidentData incident) {
        return new IncidentNews(event.type().shortName(), incident);
    }
}
