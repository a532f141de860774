package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import java.util.List;
import java.util.Optional;

/**
 * Where an attribute is in an item: {@code a}, {@code a.b}, {@code a[0].b}.
 *
 * @param steps a {@link String} is the name of a map's member, an {@link Integer} the position in a list; the first is a name
 */
record Path(List<Object> steps) {
    static Path of(String attribute) {
        return new Path(List.of(attribute));
    }

    String attribute() {
        return (String) steps.get(0);
    }

    boolean isTopLevel() {
        return steps.size() == 1;
    }

    boolean overlaps(Path other) {
        int common = Math.min(steps.size(), other.steps.size());
        return steps.subList(0, common).equals(other.steps.subList(0, common));
    }

    Optional<JsonNode> in(JsonNode item) {
        JsonNode at = item.path(attribute());
        for (Object step : steps.subList(1, steps.size())) {
            at = step instanceof Integer index
                    ? at.path("L").path(index)
                    : at.path("M").path((String) step);
        }
        return at.isMissingNode() ? Optional.empty() : Optional.of(at);
    }

    /** @throws AwsError when what should hold the value does not exist */
    void set(ObjectNode item, JsonNode value) {
        if (isTopLevel()) {
            item.set(attribute(), value);
        } else if (last() instanceof Integer index && holder(item).get("L") instanceof ArrayNode list) {
            if (index < list.size()) {
                list.set(index, value);
            } else {
                list.add(value);
            }
        } else if (last() instanceof String name && holder(item).get("M") instanceof ObjectNode map) {
            map.set(name, value);
        } else {
            throw invalid();
        }
    }

    void remove(ObjectNode item) {
        if (isTopLevel()) {
            item.remove(attribute());
        } else if (last() instanceof Integer index && holder(item).get("L") instanceof ArrayNode list) {
            list.remove(index);
        } else if (last() instanceof String name && holder(item).get("M") instanceof ObjectNode map) {
            map.remove(name);
        } else {
            throw invalid();
        }
    }

    /** Copies what this path names from one item into another, which gets the maps around it. */
    void project(JsonNode from, ObjectNode into) {
        if (steps.stream().anyMatch(Integer.class::isInstance)) {
            throw AwsError.validation("The sandbox projects attributes and members of maps, not elements of lists");
        }
        in(from).ifPresent(value -> {
            ObjectNode members = into;
            for (Object step : steps.subList(0, steps.size() - 1)) {
                members = members.withObjectProperty((String) step).withObjectProperty("M");
            }
            members.set((String) last(), value);
        });
    }

    private Object last() {
        return steps.get(steps.size() - 1);
    }

    private JsonNode holder(ObjectNode item) {
        return new Path(steps.subList(0, steps.size() - 1)).in(item).orElseThrow(Path::invalid);
    }

    private static AwsError invalid() {
        return AwsError.validation("The document path provided in the update expression is invalid for update");
    }
}
