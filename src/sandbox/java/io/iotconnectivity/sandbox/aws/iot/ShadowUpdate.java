package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a caller wants to change in a shadow.
 *
 * @param state   the parts to merge: {@code desired}, {@code reported}; a null removes
 * @param version the version that the caller expects, if any
 */
record ShadowUpdate(ObjectNode state, OptionalLong version, Optional<String> clientToken) {
    private static final int MAX_TOKEN = 64;
    private static final int MAX_PAYLOAD = 64 * 1024;
    private static final int MAX_DEPTH = 8;

    static ShadowUpdate read(byte[] payload) {
        if (payload.length > MAX_PAYLOAD) {
            throw tooLarge();
        }
        JsonNode document;
        try {
            document = Json.MAPPER.readTree(payload);
        } catch (IOException e) {
            throw invalid("Payload contains invalid json");
        }
        JsonNode state = document.path("state");
        if (state.isMissingNode()) {
            throw invalid("Missing required node: state");
        }
        requireState(state);
        JsonNode version = document.path("version");
        if (!version.isMissingNode() && !version.isIntegralNumber()) {
            throw invalid("Invalid version");
        }
        Optional<String> token =
                Optional.ofNullable(document.path("clientToken").textValue());
        if (token.filter(text -> text.getBytes(StandardCharsets.UTF_8).length > MAX_TOKEN)
                .isPresent()) {
            throw invalid("Invalid clientToken");
        }
        return new ShadowUpdate(
                state.isNull() ? Json.object().putNull("desired").putNull("reported") : (ObjectNode) state,
                version.isIntegralNumber() ? OptionalLong.of(version.longValue()) : OptionalLong.empty(),
                token);
    }

    private static void requireState(JsonNode state) {
        if (!state.isObject() && !state.isNull()) {
            throw invalid("State node must be an object");
        }
        for (Iterator<String> names = state.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            JsonNode part = state.get(name);
            if (!List.of("desired", "reported").contains(name)) {
                throw invalid("State contains an invalid node: '" + name + "'");
            }
            if (!part.isObject() && !part.isNull()) {
                throw invalid(name + " node must be an object");
            }
            requireDepth(part, 0);
        }
    }

    private static void requireDepth(JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            throw invalid("JSON contains too many levels of nesting; maximum is " + MAX_DEPTH);
        }
        for (JsonNode child : node) {
            if (node.isArray() && child.isNull()) {
                throw invalid("Arrays may not contain null");
            }
            requireDepth(child, depth + 1);
        }
    }

    static AwsError tooLarge() {
        return new AwsError(413, "RequestEntityTooLargeException", "The payload exceeds the maximum size allowed");
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "InvalidRequestException", message);
    }
}
