package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a query says about the key.
 *
 * @param partition the one value of the partition key
 * @param sort      the condition on the sort key
 */
record KeyCondition(JsonNode partition, Condition sort) {
    /** @throws AwsError when it is not "partition key = value", with at most one condition on the sort key */
    static KeyCondition of(Condition condition, KeySchema schema) {
        List<Condition> parts = new ArrayList<>();
        flatten(condition, parts);
        JsonNode partition = null;
        Condition sort = Condition.ALWAYS;
        for (Condition part : parts) {
            String attribute = attribute(part).orElseThrow(KeyCondition::unsupported);
            if (attribute.equals(schema.partition())
                    && partition == null
                    && part instanceof Condition.Comparison comparison
                    && comparison.comparator() == Condition.Comparator.EQUAL
                    && comparison.right() instanceof Operand.Literal literal) {
                partition = literal.value();
            } else if (schema.sort().filter(attribute::equals).isPresent() && sort == Condition.ALWAYS) {
                sort = part;
            } else if (!schema.contains(attribute)) {
                throw AwsError.validation("Query condition missed key schema element: " + schema.partition());
            } else {
                throw unsupported();
            }
        }
        if (partition == null) {
            throw AwsError.validation("Query condition missed key schema element: " + schema.partition());
        }
        if (!partition.has(schema.attributes().get(0).type())) {
            throw AwsError.validation(
                    "One or more parameter values were invalid: Condition parameter type does not match schema type");
        }
        return new KeyCondition(partition, sort);
    }

    private static void flatten(Condition condition, List<Condition> into) {
        if (condition instanceof Condition.And and) {
            and.all().forEach(part -> flatten(part, into));
        } else {
            into.add(condition);
        }
    }

    private static Optional<String> attribute(Condition condition) {
        Operand operand = condition instanceof Condition.Comparison comparison
                        && comparison.comparator() != Condition.Comparator.DIFFERENT
                ? comparison.left()
                : condition instanceof Condition.Between between
                        ? between.operand()
                        : condition instanceof Condition.BeginsWith begins ? begins.operand() : null;
        return operand instanceof Operand.Attribute attribute
                        && attribute.path().isTopLevel()
                ? Optional.of(attribute.path().attribute())
                : Optional.empty();
    }

    private static AwsError unsupported() {
        return AwsError.validation("Query key condition not supported");
    }
}
