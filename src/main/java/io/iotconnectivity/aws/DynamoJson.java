package io.iotconnectivity.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;

/**
 * Writes a DynamoDB request as the SDK's client does, at a fraction of the cost.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html">DynamoDB
 *     low-level API</a>
 */
final class DynamoJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonStringEncoder QUOTES = JsonStringEncoder.getInstance();
    private static final int USUAL_SIZE = 1024;

    private DynamoJson() {}

    /** A request holds something that is not written here. */
    private static final class Unknown extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * A request as JSON in UTF-8.
     *
     * @param fields that it may have
     * @return empty if it has others, or values that only the SDK can write
     */
    static Optional<byte[]> of(DynamoDbRequest request, Set<String> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            if (request.overrideConfiguration().isPresent() || !hasOnly(request, fields)) {
                return Optional.empty();
            }
            write(out, request);
        } catch (Unknown e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(bytes.toByteArray());
    }

    private static boolean hasOnly(SdkPojo request, Set<String> fields) {
        for (SdkField<?> field : request.sdkFields()) {
            if (!fields.contains(field.locationName()) && !isUnset(field.getValueOrDefault(request))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnset(Object value) {
        return value == null || value instanceof SdkAutoConstructMap || value instanceof SdkAutoConstructList;
    }

    private static void write(JsonGenerator out, SdkPojo object) throws IOException {
        out.writeStartObject();
        for (SdkField<?> field : object.sdkFields()) {
            Object value = field.getValueOrDefault(object);
            if (!isUnset(value)) {
                out.writeFieldName(field.locationName());
                writeValue(out, value);
            }
        }
        out.writeEndObject();
    }

    private static void writeValue(JsonGenerator out, Object value) throws IOException {
        if (value instanceof String text) {
            writeText(out, text);
        } else if (value instanceof AttributeValue attribute) {
            writeAttribute(out, attribute);
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName((String) entry.getKey());
                writeValue(out, entry.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object one : list) {
                writeValue(out, one);
            }
            out.writeEndArray();
        } else if (value instanceof SdkPojo object) {
            write(out, object);
        } else {
            throw new Unknown();
        }
    }

    private static void writeAttribute(JsonGenerator out, AttributeValue value) throws IOException {
        out.writeStartObject();
        switch (value.type()) {
            case S -> {
                out.writeFieldName("S");
                writeText(out, value.s());
            }
            case N -> out.writeStringField("N", value.n());
            case BOOL -> out.writeBooleanField("BOOL", value.bool());
            default -> throw new Unknown();
        }
        out.writeEndObject();
    }

    /**
     * Writes as {@link JsonGenerator#writeString(String)} does. For a text that needs escapes, such as an event, that ends in a method which
     * Java 17 cannot compile ("failed spill-split-recycle sanity check") and therefore interprets.
     */
    private static void writeText(JsonGenerator out, String text) throws IOException {
        byte[] quoted;
        try {
            quoted = QUOTES.quoteAsUTF8(text);
        } catch (IllegalArgumentException halfACharacter) {
            throw new Unknown();
        }
        out.writeRawUTF8String(quoted, 0, quoted.length);
    }
}
