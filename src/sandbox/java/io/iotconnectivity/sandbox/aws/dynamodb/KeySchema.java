package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which attributes make the key of a table or an index.
 *
 * @param attributes the partition key, then the sort key if there is one
 */
record KeySchema(List<Attribute> attributes) {
    private static final int MAX_PARTITION_KEY = 2048;
    private static final int MAX_SORT_KEY = 1024;

    /** @param type {@code S}, {@code N} or {@code B} */
    record Attribute(String name, String type) {}

    /** @throws AwsError when the schema makes no sense, or names an attribute that is not defined */
    static KeySchema read(JsonNode schema, JsonNode definitions) {
        if (schema.isEmpty() || schema.size() > 2) {
            throw AwsError.validation(
                    "One or more parameter values were invalid: A key schema has one or two elements");
        }
        List<Attribute> attributes = new ArrayList<>();
        for (JsonNode element : schema) {
            String expected = attributes.isEmpty() ? "HASH" : "RANGE";
            if (!element.path("KeyType").asText().equals(expected)) {
                throw AwsError.validation("Invalid KeySchema: The element at position " + attributes.size()
                        + " must be of type " + expected);
            }
            attributes.add(defined(element.path("AttributeName").asText(), definitions));
        }
        return new KeySchema(attributes);
    }

    private static Attribute defined(String name, JsonNode definitions) {
        for (JsonNode definition : definitions) {
            if (definition.path("AttributeName").asText().equals(name)) {
                return new Attribute(name, definition.path("AttributeType").asText());
            }
        }
        throw AwsError.validation(
                "One or more parameter values were invalid: Some index key attributes are not defined in"
                        + " AttributeDefinitions. Keys: [" + name + "]");
    }

    String partition() {
        return attributes.get(0).name();
    }

    Optional<String> sort() {
        return attributes.size() > 1 ? Optional.of(attributes.get(1).name()) : Optional.empty();
    }

    boolean contains(String attribute) {
        return attributes.stream().anyMatch(key -> key.name().equals(attribute));
    }

    /** Empty when the item lacks one of the attributes, as an item may that an index leaves out. */
    Optional<List<JsonNode>> valuesIn(JsonNode item) {
        List<JsonNode> values = new ArrayList<>();
        for (Attribute attribute : attributes) {
            if (!item.has(attribute.name())) {
                return Optional.empty();
            }
            values.add(item.get(attribute.name()));
        }
        return Optional.of(values);
    }

    /** @throws AwsError unless the item has a key that fits */
    void requireKeyIn(ObjectNode item) {
        for (Attribute attribute : attributes) {
            JsonNode value = item.path(attribute.name());
            if (value.isMissingNode()) {
                throw AwsError.validation("One or more parameter values were invalid: Missing the key "
                        + attribute.name() + " in the item");
            }
            if (!value.has(attribute.type())) {
                throw AwsError.validation("One or more parameter values were invalid: Type mismatch for key "
                        + attribute.name() + " expected: " + attribute.type() + " actual: " + Values.type(value));
            }
        }
        requireSizes(item);
    }

    /** @throws AwsError unless these are exactly the attributes of the key */
    void requireKey(ObjectNode key) {
        boolean fits = key.size() == attributes.size()
                && attributes.stream()
                        .allMatch(attribute -> key.path(attribute.name()).has(attribute.type()));
        if (!fits) {
            throw AwsError.validation("The provided key element does not match the schema");
        }
        requireSizes(key);
    }

    /** @throws AwsError when the item has an attribute of this index's key that the index cannot take */
    void requireIndexable(ObjectNode item, String indexName) {
        for (Attribute attribute : attributes) {
            JsonNode value = item.path(attribute.name());
            if (!value.isMissingNode() && !value.has(attribute.type())) {
                throw AwsError.validation("One or more parameter values were invalid: Type mismatch for Index Key "
                        + attribute.name() + " Expected: " + attribute.type() + " Actual: " + Values.type(value)
                        + " IndexName: " + indexName);
            }
            if (value.path("S").isTextual() && value.get("S").textValue().isEmpty()) {
                throw AwsError.validation(
                        "One or more parameter values are not valid. A value specified for a secondary index key is not"
                                + " supported. The AttributeValue for a key attribute cannot contain an empty string value."
                                + " IndexName: " + indexName + ", IndexKey: " + attribute.name());
            }
        }
    }

    private void requireSizes(ObjectNode item) {
        for (int i = 0; i < attributes.size(); i++) {
            String name = attributes.get(i).name();
            int size = Values.bytes(item.get(name)).length;
            int limit = i == 0 ? MAX_PARTITION_KEY : MAX_SORT_KEY;
            if (size == 0) {
                throw AwsError.validation(
                        "One or more parameter values are not valid. The AttributeValue for a key attribute"
                                + " cannot contain an empty string value. Key: " + name);
            }
            if (size > limit) {
                throw AwsError.validation(
                        "One or more parameter values were invalid: Size of " + (i == 0 ? "hashkey" : "rangekey")
                                + " has exceeded the maximum size limit of " + limit + " bytes");
            }
        }
    }

    ArrayNode describe() {
        ArrayNode schema = Json.MAPPER.createArrayNode();
        for (Attribute attribute : attributes) {
            schema.addObject()
                    .put("AttributeName", attribute.name())
                    .put("KeyType", schema.size() == 1 ? "HASH" : "RANGE");
        }
        return schema;
    }
}
