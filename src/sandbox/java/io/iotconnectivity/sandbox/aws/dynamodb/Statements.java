package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.Map;
import java.util.function.Function;

/**
 * Performs batches of PartiQL statements, each for itself: an error of one is told in its response. A statement that must fail is
 * throttled.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html">BatchExecuteStatement</a>
 */
final class Statements {
    private static final int MAX_STATEMENTS = 25;

    /** The codes in a response have other names than the exceptions of requests. */
    private static final Map<String, String> CODES = Map.of(
            "ConditionalCheckFailedException", "ConditionalCheckFailed",
            "ResourceNotFoundException", "ResourceNotFound",
            "ProvisionedThroughputExceededException", "ProvisionedThroughputExceeded");

    private final Function<String, Table> tables;

    Statements(Function<String, Table> tables) {
        this.tables = tables;
    }

    JsonNode execute(ObjectNode input, int failingEntries) {
        JsonNode statements = input.path("Statements");
        if (statements.isEmpty() || statements.size() > MAX_STATEMENTS) {
            throw AwsError.validation(
                    "1 validation error detected: Value at 'statements' failed to satisfy constraint: Member"
                            + " must have length less than or equal to 25 and greater than or equal to 1");
        }
        ObjectNode reply = Json.object();
        ArrayNode responses = reply.putArray("Responses");
        int performed = statements.size() - failingEntries;
        for (int i = 0; i < statements.size(); i++) {
            responses.add(
                    i < performed
                            ? perform(statements.get(i))
                            : error("ThrottlingError", "The request was denied due to request throttling."));
        }
        return reply;
    }

    private JsonNode perform(JsonNode request) {
        try {
            UpdateStatement statement =
                    UpdateStatement.parse(request.path("Statement").asText(), request.path("Parameters"));
            Table table = tables.apply(statement.table());
            ObjectNode update = statement.request(table.key().attributes().stream()
                    .map(KeySchema.Attribute::name)
                    .toList());
            if (request.has("ReturnValuesOnConditionCheckFailure")) {
                update.set("ReturnValuesOnConditionCheckFailure", request.get("ReturnValuesOnConditionCheckFailure"));
            }
            new ItemWriter(table, update).update();
            return Json.object().put("TableName", table.name());
        } catch (AwsError e) {
            ObjectNode response = error(CODES.getOrDefault(e.code(), "ValidationError"), e.getMessage());
            response.withObjectProperty("Error").setAll(e.details());
            return response;
        }
    }

    private static ObjectNode error(String code, String message) {
        ObjectNode response = Json.object();
        response.putObject("Error").put("Code", code).put("Message", message);
        return response;
    }
}
