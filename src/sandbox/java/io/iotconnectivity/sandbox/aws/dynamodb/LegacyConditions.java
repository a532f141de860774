package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The legacy parameters that predate expressions and that camel-aws2-ddb still sends: {@code Expected},
 * {@code KeyConditions}, {@code AttributeUpdates}.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html">Legacy parameters</a>
 */
final class LegacyConditions {
    private LegacyConditions() {}

    /** @param conditions by attribute; missing means no condition */
    static Condition read(JsonNode conditions, boolean any) {
        List<Condition> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : conditions.properties()) {
            all.add(condition(Path.of(entry.getKey()), entry.getValue()));
        }
        return any && !all.isEmpty() ? new Condition.Or(all) : new Condition.And(all);
    }

    private static Condition condition(Path path, JsonNode wanted) {
        if (wanted.has("ComparisonOperator")) {
            List<Operand> values = new ArrayList<>();
            wanted.path("AttributeValueList")
                    .forEach(value -> values.add(new Operand.Literal(Values.canonical(value))));
            return comparison(path, wanted.get("ComparisonOperator").asText(), values);
        }
        if (wanted.has("Value")) {
            return new Condition.Comparison(
                    new Operand.Attribute(path),
                    Condition.Comparator.EQUAL,
                    new Operand.Literal(Values.canonical(wanted.get("Value"))));
        }
        if (!wanted.path("Exists").asBoolean(true)) {
            return new Condition.Not(new Condition.Exists(path));
        }
        throw AwsError.validation(
                "One or more parameter values were invalid: Value must be provided when Exists is true for"
                        + " Attribute: " + path.attribute());
    }

    private static Condition comparison(Path path, String operator, List<Operand> values) {
        Operand left = new Operand.Attribute(path);
        int expected =
                switch (operator) {
                    case "NULL", "NOT_NULL" -> 0;
                    case "BETWEEN" -> 2;
                    case "IN" -> Math.max(1, values.size());
                    default -> 1;
                };
        if (values.size() != expected) {
            throw AwsError.validation(
                    "One or more parameter values were invalid: Invalid number of argument(s) for the " + operator
                            + " ComparisonOperator");
        }
        return switch (operator) {
            case "NULL" -> new Condition.Not(new Condition.Exists(path));
            case "NOT_NULL" -> new Condition.Exists(path);
            case "BETWEEN" -> new Condition.Between(left, values.get(0), values.get(1));
            case "IN" -> new Condition.In(left, values);
            case "BEGINS_WITH" -> new Condition.BeginsWith(left, values.get(0));
            case "CONTAINS" -> new Condition.Contains(left, values.get(0));
            case "NOT_CONTAINS" -> new Condition.Not(new Condition.Contains(left, values.get(0)));
            default -> new Condition.Comparison(left, comparator(operator), values.get(0));
        };
    }

    private static Condition.Comparator comparator(String operator) {
        return switch (operator) {
            case "EQ" -> Condition.Comparator.EQUAL;
            case "NE" -> Condition.Comparator.DIFFERENT;
            case "LT" -> Condition.Comparator.BELOW;
            case "LE" -> Condition.Comparator.AT_MOST;
            case "GT" -> Condition.Comparator.ABOVE;
            case "GE" -> Condition.Comparator.AT_LEAST;
            default -> throw AwsError.validation("\"" + operator + "\" is not a ComparisonOperator");
        };
    }

    static Update update(JsonNode changes) {
        Update.Builder update = new Update.Builder();
        List<Update.Assignment> sets = new ArrayList<>();
        List<Path> removes = new ArrayList<>();
        List<Update.Change> adds = new ArrayList<>();
        List<Update.Change> deletes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : changes.properties()) {
            Path path = Path.of(entry.getKey());
            String action = entry.getValue().path("Action").asText("PUT");
            JsonNode given = entry.getValue().path("Value");
            if (given.isMissingNode() && action.equals("DELETE")) {
                removes.add(path);
                continue;
            }
            JsonNode value = Values.canonical(given);
            switch (action) {
                case "PUT" -> sets.add(new Update.Assignment(path, new Operand.Literal(value)));
                case "ADD" -> adds.add(new Update.Change(path, value));
                case "DELETE" -> deletes.add(new Update.Change(path, value));
                default -> throw AwsError.validation("\"" + action + "\" is not an attribute action");
            }
        }
        update.sets(sets);
        update.removes(removes);
        update.adds(adds);
        update.deletes(deletes);
        return update.build();
    }
}
