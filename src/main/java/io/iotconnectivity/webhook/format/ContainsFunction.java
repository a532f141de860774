package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.Map;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.exception.JsonQueryTypeException;
import net.thisptr.jackson.jq.internal.misc.JsonNodeComparator;

/**
 * The {@code contains} of jq, which {@code inside} is built on. The library's own compares each element of one list
 * with each of the other without checking the budget, and cannot be interrupted; this one counts every comparison.
 */
final class ContainsFunction {
    private static final JsonNodeComparator ORDER = JsonNodeComparator.getInstance();

    private ContainsFunction() {}

    static void addTo(Scope scope) {
        scope.addFunction("contains", 1, (inner, args, in, path, output, version) -> args.get(0)
                .apply(inner, in, part -> {
                    check(in, part);
                    output.emit(BooleanNode.valueOf(contains(in, part)), null);
                }));
    }

    /** As the library does, which takes {@code true} and {@code false} for two types. */
    private static void check(JsonNode whole, JsonNode part) throws JsonQueryException {
        if (whole.getNodeType() != part.getNodeType()
                || whole.isBoolean() && whole.booleanValue() != part.booleanValue()) {
            throw new JsonQueryTypeException("%s and %s cannot have their containment checked", whole, part);
        }
    }

    private static boolean contains(JsonNode whole, JsonNode part) {
        Budget.spendIfCounted(1);
        if (whole.isTextual() && part.isTextual()) {
            Budget.spendOnSearch(whole, part);
            return whole.textValue().contains(part.textValue());
        }
        if (whole.isArray() && part.isArray()) {
            return containsEach(whole, part);
        }
        if (whole.isObject() && part.isObject()) {
            return containsFields(whole, part);
        }
        return ORDER.compare(whole, part) == 0;
    }

    private static boolean containsEach(JsonNode whole, JsonNode parts) {
        for (JsonNode part : parts) {
            boolean found = false;
            for (JsonNode one : whole) {
                if (contains(one, part)) {
                    found = true;
                    break;
                }
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static boolean containsFields(JsonNode whole, JsonNode parts) {
        for (Map.Entry<String, JsonNode> part : parts.properties()) {
            JsonNode one = whole.get(part.getKey());
            if (one == null || !contains(one, part.getValue())) {
                return false;
            }
        }
        return true;
    }
}
