package io.iotconnectivity.sandbox.aws.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The entries of a batch, each with its own result: a refused one does not affect the others. */
record Batch(List<JsonNode> entries, int failing) {
    private static final int MOST = 10;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    static Batch of(Call call) {
        List<JsonNode> entries = StreamSupport.stream(
                        call.input().path("Entries").spliterator(), false)
                .toList();
        if (entries.isEmpty()) {
            throw new AwsError(400, "EmptyBatchRequest", "There should be at least one entry in the request.");
        }
        if (entries.size() > MOST) {
            throw new AwsError(
                    400,
                    "TooManyEntriesInBatchRequest",
                    "Maximum number of entries per request are " + MOST + ". You have sent " + entries.size() + ".");
        }
        Set<String> ids = new HashSet<>();
        for (JsonNode entry : entries) {
            String id = entry.path("Id").asText();
            if (!ID.matcher(id).matches()) {
                throw new AwsError(
                        400, "InvalidBatchEntryId", "A batch entry id can only contain alphanumerics, - and _.");
            }
            if (!ids.add(id)) {
                throw new AwsError(400, "BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
            }
        }
        return new Batch(entries, call.failingEntries());
    }

    ObjectNode each(Function<ObjectNode, ObjectNode> operation) {
        ObjectNode reply = Json.object();
        ArrayNode successful = reply.putArray("Successful");
        ArrayNode failed = reply.putArray("Failed");
        for (int i = 0; i < entries.size(); i++) {
            String id = entries.get(i).path("Id").asText();
            try {
                if (i >= entries.size() - failing) {
                    throw new AwsError(500, "InternalError", "The sandbox was asked to fail");
                }
                successful.add(operation.apply((ObjectNode) entries.get(i)).put("Id", id));
            } catch (AwsError e) {
                failed.addObject()
                        .put("Id", id)
                        .put("SenderFault", e.status() < 500)
                        .put("Code", e.code())
                        .put("Message", e.getMessage());
            }
        }
        return reply;
    }
}
