package io.iotconnectivity.sandbox.aws.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The indexed data of one thing: the values of each field, by its dotted name. Not thread-safe while being filled. */
public final class Document {
    /** Fields that are only found by name. */
    private static final List<String> NAMED_ONLY = List.of("connectivity.", "registry.");

    private final Map<String, List<JsonNode>> fields = new HashMap<>();

    public Document put(String field, String value) {
        return add(field, Json.MAPPER.getNodeFactory().textNode(value));
    }

    public Document put(String field, long value) {
        return add(field, Json.MAPPER.getNodeFactory().numberNode(value));
    }

    public Document put(String field, boolean value) {
        return add(field, Json.MAPPER.getNodeFactory().booleanNode(value));
    }

    /** Adds all leaves of a tree, as fields with dots between the steps; an array is a field with several values. */
    public Document putTree(String field, JsonNode tree) {
        if (tree.isObject()) {
            tree.properties().forEach(member -> putTree(field + "." + member.getKey(), member.getValue()));
        } else if (tree.isArray()) {
            tree.forEach(element -> putTree(field, element));
        } else if (!tree.isNull()) {
            add(field, tree);
        }
        return this;
    }

    /** Empty if the thing has no such field. */
    public List<JsonNode> values(String field) {
        return fields.getOrDefault(field, List.of());
    }

    /** The values searched by a term without a field. */
    List<JsonNode> values() {
        List<JsonNode> all = new ArrayList<>();
        fields.forEach((field, values) -> {
            if (NAMED_ONLY.stream().noneMatch(field::startsWith)) {
                all.addAll(values);
            }
        });
        return all;
    }

    private Document add(String field, JsonNode value) {
        fields.computeIfAbsent(field, name -> new ArrayList<>()).add(value);
        return this;
    }
}
