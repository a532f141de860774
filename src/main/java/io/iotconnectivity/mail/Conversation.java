package io.iotconnectivity.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of the first mail of an incident, so that the others are replies to it and go to whoever was told of its beginning.
 *
 * @param id its Message-ID, with angle brackets
 * @param rewritten the Message-ID that the server has given it instead
 * @param subject as it was; replies keep it, since Gmail begins a new thread where it changes
 * @param to the addresses that it went to; empty: too many to be kept
 */
record Conversation(String id, Optional<String> rewritten, String subject, List<String> to) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of the 4,096 that are kept of an incident. */
    private static final int MOST_CHARACTERS = 4_000;

    Conversation {
        to = List.copyOf(to);
    }

    /** Reads {@link #text()}; empty where it is none. */
    static Optional<Conversation> read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!json.path("id").isTextual() || !json.path("subject").isTextual()) {
                return Optional.empty();
            }
            List<String> to = new ArrayList<>();
            json.path("to").forEach(address -> to.add(address.asText()));
            return Optional.of(new Conversation(
                    json.get("id").textValue(),
                    Optional.ofNullable(json.path("rewritten").textValue()),
                    json.get("subject").textValue(),
                    to));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    String text() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id).put("subject", subject);
        rewritten.ifPresent(other -> json.put("rewritten", other));
        String without = json.toString();
        to.forEach(json.withArray("/to")::add);
        String all = json.toString();
        return all.length() <= MOST_CHARACTERS ? all : without;
    }
}
