package io.iotconnectivity.sandbox.aws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Reads the flat names of the query protocol ({@code Entries.member.1.Id}) back into a tree. */
final class Form {
    private static final int MAX_DEPTH = 10;

    private Form() {}

    static ObjectNode read(String form) {
        ObjectNode root = Json.object();
        for (String pair : form.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                put(root, decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return (ObjectNode) withLists(root);
    }

    private static void put(ObjectNode root, String name, String value) {
        String[] steps = name.split("\\.");
        if (steps.length == 0 || steps.length > MAX_DEPTH) {
            return;
        }
        ObjectNode at = root;
        for (int i = 0; i < steps.length - 1; i++) {
            at = at.get(steps[i]) instanceof ObjectNode below ? below : at.putObject(steps[i]);
        }
        at.put(steps[steps.length - 1], value);
    }

    private static JsonNode withLists(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        for (String wrapper : List.of("member", "entry")) {
            if (object.size() == 1 && object.get(wrapper) instanceof ObjectNode numbered) {
                return list(numbered);
            }
        }
        object.properties().forEach(member -> member.setValue(withLists(member.getValue())));
        return object;
    }

    private static ArrayNode list(ObjectNode numbered) {
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(numbered.properties());
        entries.sort(Comparator.comparingInt(entry -> position(entry.getKey())));
        ArrayNode list = Json.MAPPER.createArrayNode();
        entries.forEach(entry -> list.add(withLists(entry.getValue())));
        return list;
    }

    private static int position(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new AwsError(400, "MalformedInput", "\"" + text + "\" is not the position of a list entry");
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new AwsError(400, "MalformedQueryString", "The form is not percent-encoded correctly");
        }
    }
}
