package io.iotconnectivity.process;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.Received;
import io.iotconnectivity.sandbox.WebhookInbox;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a help desk has taken in under one name. */
record Deliveries(WebhookInbox inbox, String name) {

    /** The ids of the events of one type, by device; a set, because an event may come more than once with the same id. */
    Map<String, Set<String>> idsByDevice(String type) {
        return accepted().stream()
                .map(Received::json)
                .filter(event -> event.path("type").asText().equals("io.iotconnectivity." + type))
                .collect(groupingBy(
                        event -> event.path("subject").asText(),
                        mapping(event -> event.path("id").asText(), toCollection(LinkedHashSet::new))));
    }

    /** The types of the events of one device in the order of their first arrival. */
    List<String> typesInOrder(String clientId) {
        Map<String, String> typeById = new LinkedHashMap<>();
        for (Received received : accepted()) {
            JsonNode event = received.json();
            if (event.path("subject").asText().equals(clientId)) {
                typeById.putIfAbsent(
                        event.path("id").asText(),
                        event.path("type").asText().replace("io.iotconnectivity.device.", ""));
            }
        }
        return List.copyOf(typeById.values());
    }

    private List<Received> accepted() {
        return inbox.received(name).stream()
                .filter(received -> received.answered() < 300)
                .toList();
    }
}
