package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One version of a shadow. Immutable.
 *
 * @param state    {@code desired} and {@code reported}
 * @param metadata the same shape, with the second of the last change at each value
 * @param version  1 with the first update
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-document.html">Shadow documents</a>
 */
record ShadowDocument(ObjectNode state, ObjectNode metadata, long version) {
    static final ShadowDocument EMPTY = new ShadowDocument(Json.object(), Json.object(), 0);
    private static final int MAX_STATE = 8 * 1024;
    private static final List<String> PARTS = List.of("desired", "reported");

    /** @throws AwsError 409 when the caller expected another version, 413 when the state grew too large */
    ShadowDocument apply(ShadowUpdate update, Instant now) {
        if (update.version().isPresent() && update.version().getAsLong() != version) {
            throw new AwsError(409, "ConflictException", "Version conflict");
        }
        ObjectNode newState = state.deepCopy();
        ObjectNode newMetadata = metadata.deepCopy();
        merge(newState, newMetadata, update.state(), now.getEpochSecond());
        PARTS.stream().filter(part -> newState.path(part).isEmpty()).forEach(part -> {
            newState.remove(part);
            newMetadata.remove(part);
        });
        if (Json.bytes(newState).length > MAX_STATE) {
            throw ShadowUpdate.tooLarge();
        }
        return new ShadowDocument(newState, newMetadata, version + 1);
    }

    private static void merge(ObjectNode into, ObjectNode metadata, ObjectNode change, long second) {
        for (Map.Entry<String, JsonNode> entry : change.properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                into.remove(name);
                metadata.remove(name);
            } else if (value instanceof ObjectNode object) {
                ObjectNode below = into.get(name) instanceof ObjectNode known ? known : into.putObject(name);
                ObjectNode belowMetadata = metadata.get(name) instanceof ObjectNode known && !isStamp(known)
                        ? known
                        : metadata.putObject(name);
                merge(below, belowMetadata, object, second);
            } else {
                into.set(name, value);
                metadata.set(name, stamped(value, second));
            }
        }
    }

    private static boolean isStamp(ObjectNode metadata) {
        return metadata.size() == 1 && metadata.path("timestamp").isIntegralNumber();
    }

    private static JsonNode stamped(JsonNode value, long second) {
        if (value.isArray()) {
            ArrayNode each = Json.MAPPER.createArrayNode();
            value.forEach(element -> each.add(stamped(element, second)));
            return each;
        }
        if (value.isObject()) {
            ObjectNode each = Json.object();
            value.properties().forEach(member -> each.set(member.getKey(), stamped(member.getValue(), second)));
            return each;
        }
        return Json.object().put("timestamp", second);
    }

    /** The document as a reader gets it, with the difference between desired and reported. */
    JsonNode json(Instant now) {
        ObjectNode shown = state.deepCopy();
        if (state.get("desired") instanceof ObjectNode desired) {
            ObjectNode delta = delta(desired, state.path("reported"));
            if (!delta.isEmpty() && state.has("reported")) {
                shown.set("delta", delta);
            }
        }
        ObjectNode document = Json.object();
        document.set("state", shown);
        document.set("metadata", metadata);
        return document.put("version", version).put("timestamp", now.getEpochSecond());
    }

    private static ObjectNode delta(ObjectNode desired, JsonNode reported) {
        ObjectNode delta = Json.object();
        for (Map.Entry<String, JsonNode> entry : desired.properties()) {
            JsonNode actual = reported.path(entry.getKey());
            if (entry.getValue() instanceof ObjectNode object && actual.isObject()) {
                ObjectNode below = delta(object, actual);
                if (!below.isEmpty()) {
                    delta.set(entry.getKey(), below);
                }
            } else if (!entry.getValue().equals(actual)) {
                delta.set(entry.getKey(), entry.getValue());
            }
        }
        return delta;
    }

    /** The reply to the update that made this version: what was sent, and since when it holds. */
    JsonNode accepted(ShadowUpdate update, Instant now) {
        ObjectNode reply = Json.object();
        reply.set("state", update.state());
        ObjectNode stamps = reply.putObject("metadata");
        update.state().properties().forEach(part -> {
            if (!part.getValue().isNull()) {
                stamps.set(part.getKey(), stamped(part.getValue(), now.getEpochSecond()));
            }
        });
        reply.put("version", version).put("timestamp", now.getEpochSecond());
        update.clientToken().ifPresent(token -> reply.put("clientToken", token));
        return reply;
    }
}
