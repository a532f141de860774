package io.iotconnectivity.sandbox.aws.eventbridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * EventBridge in memory, as seen by senders of events; there are no rules. Like AWS, it responds with 200 even if it
 * accepts none of the entries.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">PutEvents</a>
 */
public final class EventBridge implements Service {
    private static final int LARGEST_CALL = 10;

    private final List<ObjectNode> events = new CopyOnWriteArrayList<>();

    @Override
    public JsonNode call(Call call) {
        if (!call.operation().equals("PutEvents")) {
            throw AwsError.unknownOperation(call.operation());
        }
        JsonNode entries = call.input().path("Entries");
        if (entries.isEmpty() || entries.size() > LARGEST_CALL) {
            throw AwsError.validation("Value at 'entries' failed to satisfy constraint: 1 to 10 entries");
        }
        ObjectNode result = Json.object();
        ArrayNode answers = result.putArray("Entries");
        int left = entries.size() - call.failingEntries();
        int failed = 0;
        for (JsonNode entry : entries) {
            ObjectNode answer = left-- > 0
                    ? put((ObjectNode) entry)
                    : refusal("InternalFailure", "The sandbox was asked to fail this entry");
            failed += answer.has("ErrorCode") ? 1 : 0;
            answers.add(answer);
        }
        return result.put("FailedEntryCount", failed);
    }

    /** The entries that were taken, oldest first, with members such as {@code DetailType}; {@code Detail} is text. */
    public List<ObjectNode> events() {
        return List.copyOf(events);
    }

    @Override
    public JsonNode dump() {
        ArrayNode all = Json.MAPPER.createArrayNode();
        events.forEach(all::add);
        return all;
    }

    private ObjectNode put(ObjectNode entry) {
        for (String member : List.of("Source", "DetailType", "Detail")) {
            if (entry.path(member).asText().isEmpty()) {
                return refusal(
                        "InvalidArgument",
                        "Parameter " + member + " is not valid. Reason: " + member + " is a required argument.");
            }
        }
        if (entry.path("Source").asText().startsWith("aws.")) {
            return refusal("NotAuthorizedForSourceException", "Not authorized for the source.");
        }
        try {
            if (!Json.MAPPER.readTree(entry.path("Detail").asText()).isObject()) {
                return refusal("MalformedDetail", "Detail is malformed.");
            }
        } catch (JsonProcessingException e) {
            return refusal("MalformedDetail", "Detail is malformed.");
        }
        events.add(entry);
        return Json.object().put("EventId", UUID.randomUUID().toString());
    }

    private static ObjectNode refusal(String code, String message) {
        return Json.object().put("ErrorCode", code).put("ErrorMessage", message);
    }
}
