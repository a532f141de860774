package io.iotconnectivity.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The JSON object in a request body. A missing body counts as an empty object. */
final class Body extends Given {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonNode object;

    /**
     * @param known the fields that exist; any other is a caller's mistake that would otherwise go unnoticed
     */
    Body(byte[] bytes, Set<String> known) {
        this.object = bytes.length == 0 ? JSON.createObjectNode() : read(bytes);
        if (!object.isObject()) {
            throw Problem.badRequest("the body must be a JSON object");
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                String shown = Printable.cut(name, 64);
                throw Problem.ofField(
                        shown, "there is no such field here; allowed: " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    private static JsonNode read(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            // Bytes that begin like another Unicode encoding but do not continue like it.
            throw Problem.badRequest("the body is not UTF-8");
        }
    }

    @Override
    Optional<String> text(String name, int maxLength) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() && !value.isIntegralNumber() && !value.isBoolean()) {
            throw Problem.ofField(name, name + " must be a string");
        }
        String text = value.asText();
        if (text.length() > maxLength) {
            throw Problem.ofField(name, name + " is longer than " + maxLength + " characters");
        }
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    /** Whether no field has a value. */
    boolean isEmpty() {
        for (JsonNode value : object) {
            if (!value.isNull()) {
                return false;
            }
        }
        return true;
    }
}
