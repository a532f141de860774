package io.iotconnectivity.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Holds events to the schemas that ship with the product. The schemas let receivers expect fields that later versions
 * add; here a field that they do not name is an error.
 */
public final class EventSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema DEVICE = load("device");
    private static final JsonSchema INCIDENT = load("incident");
    private static final JsonSchema REPORT = load("report");

    private EventSchema() {}

    /** What is wrong with the JSON of an event; nothing, if it is valid. */
    public static List<String> validate(byte[] event) {
        try {
            JsonNode read = JSON.readTree(event);
            String type = read.path("type").asText();
            JsonSchema schema = type.startsWith(EventType.PREFIX + "incident.")
                    ? INCIDENT
                    : type.startsWith(EventType.PREFIX + "report.") ? REPORT : DEVICE;
            return schema.validate(read, run -> run.getExecutionConfig().setFormatAssertionsEnabled(true)).stream()
                    .map(ValidationMessage::getMessage)
                    .toList();
        } catch (IOException e) {
            return List.of("not JSON: " + e.getMessage());
        }
    }

    private static JsonSchema load(String about) {
        try (InputStream file = EventSchema.class.getResourceAsStream("/schema/" + about + "-event.schema.json")) {
            JsonNode schema = JSON.readTree(file);
            close(schema);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Only what declares itself an object: the conditions for single types name a few fields, not all.
    private static void close(JsonNode schema) {
        if (schema.path("type").asText().equals("object") && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        schema.forEach(EventSchema::close);
    }
}
