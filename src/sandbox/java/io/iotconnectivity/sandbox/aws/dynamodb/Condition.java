package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A condition on an item. A comparison with an attribute that the item does not have is false, whatever the operator.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html">Operators and
 *     functions</a>
 */
sealed interface Condition {
    Condition ALWAYS = new And(List.of());

    boolean holds(JsonNode item);

    record And(List<Condition> all) implements Condition {
        @Override
        public boolean holds(JsonNode item) {
            return all.stream().allMatch(condition -> condition.holds(item));
        }
    }

    record Or(List<Condition> any) implements Condition {
        @Override
        public boolean holds(JsonNode item) {
            return any.stream().anyMatch(condition -> condition.holds(item));
        }
    }

    record Not(Condition inner) implements Condition {
        @Override
        public boolean holds(JsonNode item) {
            return !inner.holds(item);
        }
    }

    record Exists(Path path) implements Condition {
        @Override
        public boolean holds(JsonNode item) {
            return path.in(item).isPresent();
        }
    }

    record Comparison(Operand left, Comparator comparator, Operand right) implements Condition {
        @Override
        public boolean holds(JsonNode item) {
            Optional<JsonNode> a = left.in(item);
            Optional<JsonNode> b = right.in(item);
            return a.isPresent() && b.isPresent() && comparator.holds(a.get(), b.get());
        }
    }

    record Between(Operand operand, Operand low, Operand high) implements Condition {
        @Override
        public boolean holds(JsonNode item) {
            return new Comparison(operand, Comparator.AT_LEAST, low).holds(item)
                    && new Comparison(operand, Comparator.AT_MOST, high).holds(item);
        }
    }

    record In(Operand operand, List<Operand> candidates) implements Condition {
        @Override
        public boolean holds(JsonNode item) {
            return candidates.stream()
                    .anyMatch(candidate -> new Comparison(operand, Comparator.EQUAL, candidate).holds(item));
        }
    }

    record BeginsWith(Operand operand, Operand prefix) implements Condition {
        @Override
        public boolean holds(JsonNode item) {
            Optional<JsonNode> whole = operand.in(item);
            Optional<JsonNode> start = prefix.in(item);
            if (whole.isEmpty() || start.isEmpty() || !Values.comparable(whole.get(), start.get())) {
                return false;
            }
            return !whole.get().has("N") && startsWith(Values.bytes(whole.get()), Values.bytes(start.get()));
        }

        private static boolean startsWith(byte[] whole, byte[] start) {
            return whole.length >= start.length && Arrays.equals(whole, 0, start.length, start, 0, start.length);
        }
    }

    record Contains(Operand operand, Operand part) implements Condition {
        @Override
        public boolean holds(JsonNode item) {
            Optional<JsonNode> whole = operand.in(item);
            Optional<JsonNode> sought = part.in(item);
            return whole.isPresent() && sought.isPresent() && contains(whole.get(), sought.get());
        }

        private static boolean contains(JsonNode whole, JsonNode sought) {
            String type = Values.type(whole);
            if (type.equals("S") && sought.has("S")) {
                return Values.content(whole)
                        .textValue()
                        .contains(Values.content(sought).textValue());
            }
            JsonNode wanted = type.equals("L") ? sought : Values.content(sought);
            boolean holdsSuch = type.equals("L")
                    || type.endsWith("S") && type.length() == 2 && type.startsWith(Values.type(sought));
            if (holdsSuch) {
                for (JsonNode element : Values.content(whole)) {
                    if (element.equals(wanted)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    record HasType(Path path, String type) implements Condition {
        @Override
        public boolean holds(JsonNode item) {
            return path.in(item).filter(value -> value.has(type)).isPresent();
        }
    }

    /** How two values compare. Values of different types are never equal, smaller or greater. */
    enum Comparator {
        EQUAL("=", order -> order == 0),
        DIFFERENT("<>", order -> order != 0),
        BELOW("<", order -> order < 0),
        AT_MOST("<=", order -> order <= 0),
        ABOVE(">", order -> order > 0),
        AT_LEAST(">=", order -> order >= 0);

        private final String sign;
        private final IntPredicate accepts;

        Comparator(String sign, IntPredicate accepts) {
            this.sign = sign;
            this.accepts = accepts;
        }

        static Optional<Comparator> of(Token token) {
            for (Comparator comparator : values()) {
                if (token.is(comparator.sign)) {
                    return Optional.of(comparator);
                }
            }
            return Optional.empty();
        }

        boolean holds(JsonNode a, JsonNode b) {
            return switch (this) {
                case EQUAL -> a.equals(b);
                case DIFFERENT -> !a.equals(b);
                default -> Values.comparable(a, b) && accepts.test(Values.ORDER.compare(a, b));
            };
        }
    }
}
