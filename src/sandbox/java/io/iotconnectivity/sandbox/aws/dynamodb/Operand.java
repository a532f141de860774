package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.math.BigDecimal;
import java.util.Optional;

/** What a condition compares and an update sets: a value, or a path to one in the item. */
sealed interface Operand {
    /** Empty when the item has no such attribute. */
    Optional<JsonNode> in(JsonNode item);

    /** The value, which an update requires. */
    default JsonNode required(JsonNode item) {
        return in(item).orElseThrow(() ->
                AwsError.validation("The provided expression refers to an attribute that does not exist in the item"));
    }

    record Attribute(Path path) implements Operand {
        @Override
        public Optional<JsonNode> in(JsonNode item) {
            return path.in(item);
        }
    }

    record Literal(JsonNode value) implements Operand {
        @Override
        public Optional<JsonNode> in(JsonNode item) {
            return Optional.of(value);
        }
    }

    record Size(Path path) implements Operand {
        @Override
        public Optional<JsonNode> in(JsonNode item) {
            return path.in(item).flatMap(value -> switch (Values.type(value)) {
                case "S", "B" -> size(Values.bytes(value).length);
                case "M", "L", "SS", "NS", "BS" -> size(Values.content(value).size());
                default -> Optional.empty();
            });
        }

        private static Optional<JsonNode> size(int size) {
            return Optional.of(Values.number(BigDecimal.valueOf(size)));
        }
    }

    record IfNotExists(Path path, Operand otherwise) implements Operand {
        @Override
        public Optional<JsonNode> in(JsonNode item) {
            return path.in(item).or(() -> Optional.of(otherwise.required(item)));
        }
    }

    record ListAppend(Operand first, Operand second) implements Operand {
        @Override
        public Optional<JsonNode> in(JsonNode item) {
            ObjectNode result = Json.object();
            result.putArray("L").addAll(list(first.required(item))).addAll(list(second.required(item)));
            return Optional.of(result);
        }

        private static ArrayNode list(JsonNode value) {
            if (value.get("L") instanceof ArrayNode list) {
                return list;
            }
            throw AwsError.validation("An operand in the update expression has an incorrect data type");
        }
    }

    /** @param sign 1 for plus, -1 for minus */
    record Sum(Operand left, int sign, Operand right) implements Operand {
        @Override
        public Optional<JsonNode> in(JsonNode item) {
            BigDecimal change = number(right.required(item)).multiply(BigDecimal.valueOf(sign));
            return Optional.of(Values.number(number(left.required(item)).add(change)));
        }

        private static BigDecimal number(JsonNode value) {
            if (Values.isNumber(value)) {
                return Values.toNumber(value);
            }
            throw AwsError.validation("An operand in the update expression has an incorrect data type");
        }
    }
}
