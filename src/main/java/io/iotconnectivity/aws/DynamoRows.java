package io.iotconnectivity.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Reads rows of DynamoDB tables by their keys. Called from enrich routes. Thread-safe. */
public final class DynamoRows {
    /**
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html">BatchGetItem</a>
     */
    private static final int MOST_KEYS = 100;

    /** Whoever calls this asks again later. */
    private static final int ATTEMPTS = 5;

    private final Supplier<DynamoDbClient> client;

    public DynamoRows(Supplier<DynamoDbClient> client) {
        this.client = client;
    }

    /**
     * The rows with these keys, by key, as far as they exist. Of their attributes those that are texts, numbers or
     * booleans.
     *
     * @param key the partition key of the table, which is a text; the table has no sort key
     * @throws IllegalStateException if DynamoDB does not read all of them now
     */
    public Map<String, Map<String, String>> read(String table, String key, List<String> keys) {
        Map<String, Map<String, String>> rows = new HashMap<>();
        for (int from = 0; from < keys.size(); from += MOST_KEYS) {
            List<Map<String, AttributeValue>> batch =
                    keys.subList(from, Math.min(keys.size(), from + MOST_KEYS)).stream()
                            .map(each -> Map.of(key, AttributeValue.fromS(each)))
                            .toList();
            read(table, batch).forEach(row -> rows.put(row.get(key).s(), plain(row)));
        }
        return rows;
    }

    private List<Map<String, AttributeValue>> read(String table, List<Map<String, AttributeValue>> keys) {
        List<Map<String, AttributeValue>> rows = new ArrayList<>();
        Map<String, KeysAndAttributes> left =
                Map.of(table, KeysAndAttributes.builder().keys(keys).build());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, KeysAndAttributes> asked = left;
            BatchGetItemResponse read = client.get().batchGetItem(request -> request.requestItems(asked));
            rows.addAll(read.responses().getOrDefault(table, List.of()));
            left = read.unprocessedKeys();
            if (left.isEmpty()) {
                return rows;
            }
        }
        throw new IllegalStateException("table " + table + " is too busy to be read");
    }

    private static Map<String, String> plain(Map<String, AttributeValue> row) {
        Map<String, String> plain = new HashMap<>();
        row.forEach((name, value) -> text(value).ifPresent(text -> plain.put(name, text)));
        return plain;
    }

    private static Optional<String> text(AttributeValue value) {
        return switch (value.type()) {
            case S -> Optional.of(value.s());
            case N -> Optional.of(value.n());
            case BOOL -> Optional.of(value.bool().toString());
            default -> Optional.empty();
        };
    }
}
