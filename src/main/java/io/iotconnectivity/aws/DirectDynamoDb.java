package io.iotconnectivity.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The writes of the DynamoDB sinks, as {@link DirectRequests}; what these cannot send or do not get through, the SDK's client sends. No other
 * operation is supported.
 */
final class DirectDynamoDb implements DynamoDbClient {
    private static final String PATH = "/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whoever asks for more, such as the values before, needs what is in the response. */
    private static final Set<String> UPDATE = Set.of(
            "TableName",
            "Key",
            "UpdateExpression",
            "ConditionExpression",
            "ExpressionAttributeNames",
            "ExpressionAttributeValues");

    private static final Set<String> PUT = Set.of("TableName", "Item");
    private static final Set<String> BATCH = Set.of("RequestItems");
    private static final Set<String> STATEMENTS = Set.of("Statements");

    private final DynamoDbClient client;
    private final DirectRequests requests;

    /**
     * @param requests an interceptor of the client
     */
    DirectDynamoDb(DynamoDbClient client, DirectRequests requests) {
        this.client = client;
        this.requests = requests;
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        return DynamoJson.of(request, UPDATE)
                .flatMap(body -> requests.send("UpdateItem", PATH, body))
                .map(answer -> UpdateItemResponse.builder().build())
                .orElseGet(() -> client.updateItem(request));
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        return DynamoJson.of(request, PUT)
                .flatMap(body -> requests.send("PutItem", PATH, body))
                .map(answer -> PutItemResponse.builder().build())
                .orElseGet(() -> client.putItem(request));
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
        Optional<byte[]> body = DynamoJson.of(request, BATCH);
        return body.flatMap(json -> requests.send("BatchWriteItem", PATH, json)
                        .map(answer -> BatchWriteItemResponse.builder()
                                .unprocessedItems(unprocessed(request, json, answer))
                                .build()))
                .orElseGet(() -> client.batchWriteItem(request));
    }

    @Override
    public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest request) {
        return DynamoJson.of(request, STATEMENTS)
                .flatMap(body -> requests.send("BatchExecuteStatement", PATH, body))
                .flatMap(answer -> results(answer, request.statements().size()))
                .orElseGet(() -> client.batchExecuteStatement(request));
    }

    /** What became of each statement; empty if that cannot be made out. */
    private static Optional<BatchExecuteStatementResponse> results(byte[] answer, int statements) {
        try {
            List<BatchStatementResponse> results = new ArrayList<>();
            for (JsonNode result : JSON.readTree(answer).path("Responses")) {
                BatchStatementResponse.Builder read = BatchStatementResponse.builder();
                if (result.hasNonNull("Error")) {
                    JsonNode error = result.get("Error");
                    read.error(details -> details.code(error.path("Code").asText())
                            .message(error.path("Message").asText()));
                }
                results.add(read.build());
            }
            return results.size() == statements
                    ? Optional.of(BatchExecuteStatementResponse.builder()
                            .responses(results)
                            .build())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** AWS returns what it did not write, as it was sent. If that cannot be made out, nothing was written: writing it again does no harm. */
    private static Map<String, List<WriteRequest>> unprocessed(
            BatchWriteItemRequest request, byte[] body, byte[] answer) {
        try {
            JsonNode left = JSON.readTree(answer).path("UnprocessedItems");
            if (left.isEmpty()) {
                return Map.of();
            }
            JsonNode sent = JSON.readTree(body).path("RequestItems");
            Map<String, List<WriteRequest>> unprocessed = new HashMap<>();
            for (Map.Entry<String, JsonNode> table : left.properties()) {
                List<WriteRequest> writes = request.requestItems().getOrDefault(table.getKey(), List.of());
                List<WriteRequest> found = new ArrayList<>();
                for (JsonNode write : table.getValue()) {
                    found.add(writes.get(indexOf(write, sent.path(table.getKey()))));
                }
                unprocessed.put(table.getKey(), found);
            }
            return unprocessed;
        } catch (IOException | IndexOutOfBoundsException e) {
            return request.requestItems();
        }
    }

    private static int indexOf(JsonNode write, JsonNode sent) {
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i).equals(write)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String serviceName() {
        return client.serviceName();
    }

    /** The client belongs to whoever built it. */
    @Override
    public void close() {}
}
