package io.iotconnectivity.sandbox.aws.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A published message.
 *
 * @param attributes by name
 * @param group in which it is delivered in order; only in a FIFO topic
 */
public record Message(
        String id,
        String topicArn,
        Optional<String> subject,
        String text,
        Map<String, Attribute> attributes,
        Instant publishedAt,
        Optional<String> group) {
    /**
     * @param type  {@code String}, {@code Number}, {@code Binary} or {@code String.Array}
     * @param value base64 text of a binary one
     */
    public record Attribute(String type, String value) {}

    static Message read(ObjectNode input, String topicArn) {
        String text = input.path("Message").asText();
        if (text.isEmpty()) {
            throw Sns.invalid("Empty message");
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (JsonNode entry : input.path("MessageAttributes")) {
            JsonNode value = entry.path("Value");
            String type = value.path("DataType").asText();
            String given = type.startsWith("Binary")
                    ? value.path("BinaryValue").asText()
                    : value.path("StringValue").asText();
            if (given.isEmpty()) {
                throw new AwsError(
                        400,
                        "ParameterValueInvalid",
                        "The message attribute '" + entry.path("Name").asText() + "' must contain non-empty message"
                                + " attribute value for message attribute type '" + type + "'.");
            }
            attributes.put(entry.path("Name").asText(), new Attribute(type, given));
        }
        Optional<String> subject = Optional.ofNullable(input.path("Subject").textValue());
        if (subject.filter(line ->
                        line.isEmpty() || line.length() > 100 || !line.chars().allMatch(Message::isPrintable))
                .isPresent()) {
            throw Sns.invalid("Subject");
        }
        return new Message(
                UUID.randomUUID().toString(),
                topicArn,
                subject,
                text,
                attributes,
                Instant.now(),
                Optional.ofNullable(input.path("MessageGroupId").textValue()));
    }

    private static boolean isPrintable(int c) {
        return c >= ' ' && c != 127;
    }

    int size() {
        int size = bytes(text);
        for (Map.Entry<String, Attribute> attribute : attributes.entrySet()) {
            size += bytes(attribute.getKey())
                    + bytes(attribute.getValue().type())
                    + bytes(attribute.getValue().value());
        }
        return size;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The JSON that subscribers get unless they asked for the raw message. */
    ObjectNode notification() {
        ObjectNode json = Json.object()
                .put("Type", "Notification")
                .put("MessageId", id)
                .put("TopicArn", topicArn)
                .put("Message", text)
                .put("Timestamp", publishedAt.toString());
        subject.ifPresent(line -> json.put("Subject", line));
        if (!attributes.isEmpty()) {
            ObjectNode named = json.putObject("MessageAttributes");
            attributes.forEach((name, attribute) ->
                    named.putObject(name).put("Type", attribute.type()).put("Value", attribute.value()));
        }
        return json;
    }

    ObjectNode dump() {
        return notification();
    }
}
