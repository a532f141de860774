package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.Optional;
import java.util.Set;

/** Performs one request that writes one item. */
final class ItemWriter {
    private final Table table;
    private final ObjectNode input;
    private final Placeholders placeholders;
    private final ObjectNode reply = Json.object();

    ItemWriter(Table table, ObjectNode input) {
        this.table = table;
        this.input = input;
        this.placeholders = new Placeholders(input);
    }

    JsonNode put() {
        ObjectNode item = Values.canonicalItem(input.path("Item"));
        table.requireStorable(item);
        Condition condition = condition();
        placeholders.requireAllUsed();
        requireReturnValues(Set.of("NONE", "ALL_OLD"));
        table.write(item, before -> {
            require(condition, before);
            before.filter(old -> returns("ALL_OLD")).ifPresent(old -> reply.set("Attributes", old));
            return Optional.of(item);
        });
        return withCapacity();
    }

    JsonNode delete() {
        ObjectNode key = key();
        Condition condition = condition();
        placeholders.requireAllUsed();
        requireReturnValues(Set.of("NONE", "ALL_OLD"));
        table.write(key, before -> {
            require(condition, before);
            before.filter(old -> returns("ALL_OLD")).ifPresent(old -> reply.set("Attributes", old));
            return Optional.empty();
        });
        return withCapacity();
    }

    JsonNode update() {
        ObjectNode key = key();
        Update update = input.has("UpdateExpression")
                ? ExpressionParser.update(input.get("UpdateExpression").asText(), placeholders)
                : LegacyConditions.update(input.path("AttributeUpdates"));
        Condition condition = condition();
        placeholders.requireAllUsed();
        requireReturnValues(Set.of("NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"));
        update.attributes().stream().filter(table.key()::contains).findFirst().ifPresent(attribute -> {
            throw AwsError.validation("One or more parameter values were invalid: Cannot update attribute " + attribute
                    + ". This attribute is part of the key");
        });
        table.write(key, before -> {
            require(condition, before);
            ObjectNode after = update.apply(before.orElse(key));
            returned(update, before, after).ifPresent(attributes -> reply.set("Attributes", attributes));
            return Optional.of(after);
        });
        return withCapacity();
    }

    private Optional<ObjectNode> returned(Update update, Optional<ObjectNode> before, ObjectNode after) {
        return switch (input.path("ReturnValues").asText("NONE")) {
            case "ALL_OLD" -> before;
            case "ALL_NEW" -> Optional.of(after);
            case "UPDATED_OLD" -> before.map(old -> only(update.attributes(), old));
            case "UPDATED_NEW" -> Optional.of(only(update.attributes(), after));
            default -> Optional.empty();
        };
    }

    private static ObjectNode only(Set<String> attributes, ObjectNode item) {
        return item.deepCopy().retain(attributes);
    }

    private ObjectNode key() {
        ObjectNode key = Values.canonicalItem(input.path("Key"));
        table.key().requireKey(key);
        return key;
    }

    private Condition condition() {
        if (input.has("ConditionExpression")) {
            return ExpressionParser.condition(
                    "ConditionExpression", input.get("ConditionExpression").asText(), placeholders);
        }
        return LegacyConditions.read(
                input.path("Expected"),
                input.path("ConditionalOperator").asText().equals("OR"));
    }

    private void require(Condition condition, Optional<ObjectNode> before) {
        if (condition.holds(before.orElseGet(Json::object))) {
            return;
        }
        ObjectNode details = Json.object();
        if (input.path("ReturnValuesOnConditionCheckFailure").asText().equals("ALL_OLD")) {
            before.ifPresent(item -> details.set("Item", item));
        }
        throw new AwsError(400, "ConditionalCheckFailedException", "The conditional request failed", details);
    }

    private void requireReturnValues(Set<String> allowed) {
        if (!allowed.contains(input.path("ReturnValues").asText("NONE"))) {
            throw AwsError.validation("Return values set to invalid value");
        }
    }

    private boolean returns(String which) {
        return input.path("ReturnValues").asText().equals(which);
    }

    private JsonNode withCapacity() {
        Capacity.report(input, table.name(), reply);
        return reply;
    }
}
