package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The {@code #names} and {@code :values} that come with the expressions of one request, and which of them were used. */
final class Placeholders {
    private final JsonNode names;
    private final JsonNode values;
    private final Set<String> used = new HashSet<>();

    Placeholders(ObjectNode input) {
        names = input.path("ExpressionAttributeNames");
        values = input.has("ExpressionAttributeValues")
                ? Values.canonicalItem(input.get("ExpressionAttributeValues"))
                : input.path("ExpressionAttributeValues");
    }

    String name(String placeholder) {
        used.add(placeholder);
        if (!names.path(placeholder).isTextual()) {
            throw AwsError.validation(
                    "Invalid expression: An expression attribute name used in the document path is not"
                            + " defined; attribute name: " + placeholder);
        }
        return names.get(placeholder).textValue();
    }

    JsonNode value(String placeholder) {
        used.add(placeholder);
        if (!values.has(placeholder)) {
            throw AwsError.validation(
                    "Invalid expression: An expression attribute value used in expression is not defined; attribute value: "
                            + placeholder);
        }
        return values.get(placeholder);
    }

    /** @throws AwsError when a placeholder was given for nothing, which DynamoDB takes for a mistake */
    void requireAllUsed() {
        requireAllUsed(names, "ExpressionAttributeNames");
        requireAllUsed(values, "ExpressionAttributeValues");
    }

    private void requireAllUsed(JsonNode given, String parameter) {
        Set<String> unused = new TreeSet<>();
        given.fieldNames().forEachRemaining(unused::add);
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw AwsError.validation("Value provided in " + parameter + " unused in expressions: keys: {"
                    + String.join(", ", unused) + "}");
        }
    }
}
