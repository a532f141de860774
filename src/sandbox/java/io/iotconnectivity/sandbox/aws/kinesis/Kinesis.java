package io.iotconnectivity.sandbox.aws.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Kinesis Data Streams in memory, as far as producers see it: streams of one shard that take records.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/Welcome.html">API reference</a>
 */
public final class Kinesis implements Service {
    private static final int LONGEST_KEY = 256;
    private static final int LARGEST_RECORD = 1024 * 1024;

    private final NavigableMap<String, List<StreamRecord>> streams = new ConcurrentSkipListMap<>();

    /** What was put, with its data as text. */
    public record StreamRecord(String partitionKey, String data) {}

    @Override
    public JsonNode call(Call call) {
        ObjectNode input = call.input();
        return switch (call.operation()) {
            case "CreateStream" -> {
                createStream(input.path("StreamName").asText());
                yield Json.object();
            }
            case "PutRecord" -> put(stream(input), input);
            case "PutRecords" -> putAll(stream(input), input.path("Records"), call.failingEntries());
            default -> throw AwsError.unknownOperation(call.operation());
        };
    }

    /** Creates the stream unless it exists. */
    public void createStream(String name) {
        streams.putIfAbsent(name, new CopyOnWriteArrayList<>());
    }

    /** Everything that was put into a stream that exists, oldest first. */
    public List<StreamRecord> records(String stream) {
        return List.copyOf(Optional.ofNullable(streams.get(stream)).orElseThrow(this::notFound));
    }

    @Override
    public JsonNode dump() {
        ObjectNode all = Json.object();
        streams.forEach((name, records) -> {
            ArrayNode list = all.putArray(name);
            records.forEach(each ->
                    list.addObject().put("PartitionKey", each.partitionKey).put("Data", each.data));
        });
        return all;
    }

    @Override
    public AwsError throttled() {
        return new AwsError(
                400, "ProvisionedThroughputExceededException", "Rate exceeded for shard shardId-000000000000");
    }

    private List<StreamRecord> stream(ObjectNode input) {
        return Optional.ofNullable(streams.get(input.path("StreamName").asText()))
                .orElseThrow(this::notFound);
    }

    private static ObjectNode putAll(List<StreamRecord> stream, JsonNode records, int failing) {
        ObjectNode result = Json.object().put("FailedRecordCount", failing);
        ArrayNode answers = result.putArray("Records");
        int left = records.size() - failing;
        for (JsonNode each : records) {
            answers.add(
                    left-- > 0
                            ? put(stream, each)
                            : Json.object()
                                    .put("ErrorCode", "InternalFailure")
                                    .put("ErrorMessage", "The sandbox was asked to fail this entry"));
        }
        return result;
    }

    private static ObjectNode put(List<StreamRecord> stream, JsonNode input) {
        String key = input.path("PartitionKey").asText();
        if (key.isEmpty() || key.codePointCount(0, key.length()) > LONGEST_KEY) {
            throw AwsError.validation("Value at 'partitionKey' failed to satisfy constraint: 1 to 256 characters");
        }
        byte[] data = bytes(input.path("Data"));
        if (data.length > LARGEST_RECORD) {
            throw AwsError.validation("Value at 'data' failed to satisfy constraint: at most 1048576 bytes");
        }
        stream.add(new StreamRecord(key, new String(data, StandardCharsets.UTF_8)));
        return Json.object()
                .put("ShardId", "shardId-000000000000")
                .put("SequenceNumber", String.valueOf(stream.size()));
    }

    private static byte[] bytes(JsonNode data) {
        try {
            return Optional.ofNullable(data.binaryValue()).orElse(new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
