package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Performs requests on many items. An entry that must fail is returned as unprocessed. */
final class Batches {
    private static final int MAX_WRITES = 25;
    private static final int MAX_READS = 100;

    private final Function<String, Table> tables;

    Batches(Function<String, Table> tables) {
        this.tables = tables;
    }

    private record Write(Table table, String tableName, JsonNode request, ObjectNode key, Optional<ObjectNode> item) {
        static Write read(Table table, String tableName, JsonNode request) {
            if (request.has("PutRequest")) {
                ObjectNode item = Values.canonicalItem(request.get("PutRequest").path("Item"));
                table.requireStorable(item);
                ObjectNode key = Json.object();
                table.key().attributes().forEach(attribute -> key.set(attribute.name(), item.get(attribute.name())));
                return new Write(table, tableName, request, key, Optional.of(item));
            }
            ObjectNode key = Values.canonicalItem(request.path("DeleteRequest").path("Key"));
            table.key().requireKey(key);
            return new Write(table, tableName, request, key, Optional.empty());
        }
    }

    JsonNode write(ObjectNode input, int failingEntries) {
        List<Write> writes = new ArrayList<>();
        Set<List<Object>> seen = new HashSet<>();
        for (Map.Entry<String, JsonNode> entry : input.path("RequestItems").properties()) {
            Table table = tables.apply(entry.getKey());
            entry.getValue().forEach(request -> writes.add(Write.read(table, entry.getKey(), request)));
        }
        requireSize(writes.size(), MAX_WRITES);
        for (Write write : writes) {
            if (!seen.add(List.of(write.tableName(), write.key()))) {
                throw AwsError.validation("Provided list of item keys contains duplicates");
            }
        }
        int processed = Math.max(0, writes.size() - failingEntries);
        writes.subList(0, processed).forEach(write -> write.table().write(write.key(), before -> write.item()));
        ObjectNode reply = Json.object();
        ObjectNode unprocessed = reply.putObject("UnprocessedItems");
        writes.subList(processed, writes.size())
                .forEach(write ->
                        unprocessed.withArrayProperty(write.tableName()).add(write.request()));
        return reply;
    }

    JsonNode get(ObjectNode input, int failingEntries) {
        ObjectNode reply = Json.object();
        ObjectNode responses = reply.putObject("Responses");
        ObjectNode unprocessed = reply.putObject("UnprocessedKeys");
        int total = 0;
        for (JsonNode request : input.path("RequestItems")) {
            total += request.path("Keys").size();
        }
        requireSize(total, MAX_READS);
        int left = total - failingEntries;
        for (Map.Entry<String, JsonNode> entry : input.path("RequestItems").properties()) {
            Table table = tables.apply(entry.getKey());
            responses.putArray(entry.getKey());
            for (JsonNode key : entry.getValue().path("Keys")) {
                if (left-- > 0) {
                    ObjectNode single = ((ObjectNode) entry.getValue()).deepCopy();
                    single.set("Key", key);
                    JsonNode item = new ItemReader(table, single).get().path("Item");
                    if (item.isObject()) {
                        responses.withArrayProperty(entry.getKey()).add(item);
                    }
                } else {
                    unprocessed
                            .withObjectProperty(entry.getKey())
                            .withArrayProperty("Keys")
                            .add(key);
                }
            }
        }
        return reply;
    }

    private static void requireSize(int size, int limit) {
        if (size == 0 || size > limit) {
            throw AwsError.validation(
                    "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member"
                            + " must have length less than or equal to " + limit
                            + ", Member must have length greater than or equal to 1");
        }
    }
}
