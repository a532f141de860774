package io.iotconnectivity.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Attribute values as in DynamoDB JSON: {@code {"S":"text"}}, {@code {"N":"5"}}. All values inside the sandbox are
 * canonical (see {@link #canonical}), so that two values are equal exactly if their nodes are.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html">AttributeValue</a>
 */
final class Values {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_DIGITS = 38;
    private static final int MAX_EXPONENT = 126;
    private static final int MIN_EXPONENT = -130;
    private static final Set<String> TYPES = Set.of("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS");

    private Values() {}

    static ObjectNode number(BigDecimal number) {
        return Json.object().put("N", plainText(number));
    }

    static String type(JsonNode value) {
        return value.fieldNames().next();
    }

    /** The text, digits or base64 of a scalar; the elements of anything else. */
    static JsonNode content(JsonNode value) {
        return value.elements().next();
    }

    static boolean isNumber(JsonNode value) {
        return value.has("N");
    }

    static BigDecimal toNumber(JsonNode value) {
        return new BigDecimal(value.get("N").textValue());
    }

    /** Checks all values of an item and makes them canonical. */
    static ObjectNode canonicalItem(JsonNode item) {
        return canonicalMembers(item, 0);
    }

    /** Checks a value and makes it canonical: numbers without insignificant zeros, sets in order. */
    static ObjectNode canonical(JsonNode value) {
        return canonical(value, 0);
    }

    private static ObjectNode canonical(JsonNode value, int depth) {
        if (depth > MAX_DEPTH) {
            throw AwsError.validation("Nesting Levels have exceeded supported limits");
        }
        if (!value.isObject() || value.size() != 1 || !TYPES.contains(type(value))) {
            throw AwsError.validation(
                    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
        }
        String type = type(value);
        JsonNode content = content(value);
        ObjectNode result = Json.object();
        switch (type) {
            case "S" -> result.put("S", text(content));
            case "N" -> result.put("N", plainText(digits(text(content))));
            case "B" -> result.put("B", base64(text(content)));
            case "BOOL", "NULL" -> {
                if (!content.isBoolean()) {
                    throw new AwsError(400, "SerializationException", "Expected a boolean for " + type);
                }
                result.set(type, content);
            }
            case "M" -> result.set("M", canonicalMembers(content, depth));
            case "L" -> {
                ArrayNode list = result.putArray("L");
                content.forEach(element -> list.add(canonical(element, depth + 1)));
            }
            default -> result.set(type, canonicalSet(type, content));
        }
        return result;
    }

    private static ObjectNode canonicalMembers(JsonNode members, int depth) {
        if (!members.isObject()) {
            throw new AwsError(400, "SerializationException", "Expected a map of attribute values");
        }
        ObjectNode result = Json.object();
        members.properties().forEach(member -> result.set(member.getKey(), canonical(member.getValue(), depth + 1)));
        return result;
    }

    private static ArrayNode canonicalSet(String type, JsonNode content) {
        Set<String> elements = new TreeSet<>();
        for (JsonNode element : content) {
            String text = text(element);
            String canonical =
                    switch (type) {
                        case "NS" -> plainText(digits(text));
                        case "BS" -> base64(text);
                        default -> text;
                    };
            if (!elements.add(canonical)) {
                throw AwsError.validation(
                        "One or more parameter values were invalid: Input collection contains duplicates.");
            }
        }
        if (elements.isEmpty()) {
            throw AwsError.validation(
                    "One or more parameter values were invalid: An " + setName(type) + " set may not be empty");
        }
        return setOf(elements);
    }

    static ArrayNode setOf(Set<String> elements) {
        ArrayNode set = Json.MAPPER.createArrayNode();
        elements.forEach(set::add);
        return set;
    }

    private static String setName(String type) {
        return switch (type) {
            case "SS" -> "string";
            case "NS" -> "number";
            default -> "binary";
        };
    }

    private static String text(JsonNode content) {
        if (!content.isTextual()) {
            throw new AwsError(400, "SerializationException", "Expected a string");
        }
        return content.textValue();
    }

    private static String base64(String text) {
        try {
            return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new AwsError(400, "SerializationException", "Expected base64");
        }
    }

    private static BigDecimal digits(String text) {
        BigDecimal number;
        try {
            number = new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            throw AwsError.validation("The parameter cannot be converted to a numeric value: "
                    + text.substring(0, Math.min(64, text.length())));
        }
        return checked(number);
    }

    private static BigDecimal checked(BigDecimal number) {
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal shortest = number.stripTrailingZeros();
        if (shortest.precision() > MAX_DIGITS) {
            throw AwsError.validation("Attempting to store more than 38 significant digits in a Number");
        }
        long exponent = (long) shortest.precision() - shortest.scale();
        if (exponent > MAX_EXPONENT) {
            throw AwsError.validation(
                    "Number overflow. Attempting to store a number with magnitude larger than supported range");
        }
        if (exponent < MIN_EXPONENT) {
            throw AwsError.validation(
                    "Number underflow. Attempting to store a number with magnitude smaller than supported range");
        }
        return shortest;
    }

    private static String plainText(BigDecimal number) {
        return checked(number).toPlainString();
    }

    /** Orders two values of the same scalar type: numbers by value, text and binary by unsigned bytes. */
    static final Comparator<JsonNode> ORDER = (a, b) -> switch (type(a)) {
        case "N" -> toNumber(a).compareTo(toNumber(b));
        case "B" -> Arrays.compareUnsigned(bytes(a), bytes(b));
        default ->
            Arrays.compareUnsigned(
                    content(a).asText().getBytes(StandardCharsets.UTF_8),
                    content(b).asText().getBytes(StandardCharsets.UTF_8));
    };

    static boolean comparable(JsonNode a, JsonNode b) {
        return type(a).equals(type(b)) && Set.of("S", "N", "B").contains(type(a));
    }

    static byte[] bytes(JsonNode value) {
        String text = content(value).asText();
        return value.has("B") ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The size that counts for the limit of an item: names and values in UTF-8.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">Item sizes</a>
     */
    static int sizeOfItem(JsonNode item) {
        int size = 0;
        for (Map.Entry<String, JsonNode> member : item.properties()) {
            size += member.getKey().getBytes(StandardCharsets.UTF_8).length + sizeOf(member.getValue());
        }
        return size;
    }

    private static int sizeOf(JsonNode value) {
        JsonNode content = content(value);
        return switch (type(value)) {
            case "S", "B" -> bytes(value).length;
            case "N" -> content.textValue().length() / 2 + 2;
            case "BOOL", "NULL" -> 1;
            case "M" -> 3 + content.size() + sizeOfItem(content);
            case "L" -> {
                int size = 3 + content.size();
                for (JsonNode element : content) {
                    size += sizeOf(element);
                }
                yield size;
            }
            default -> {
                int size = 0;
                for (JsonNode element : content) {
                    size += element.textValue().length();
                }
                yield size;
            }
        };
    }

    /** The item as ordinary JSON, for people and assertions: {@code {"clientId":"a","sequence":5}}. */
    static ObjectNode plainItem(JsonNode item) {
        ObjectNode plain = Json.object();
        item.properties().forEach(member -> plain.set(member.getKey(), plain(member.getValue())));
        return plain;
    }

    private static JsonNode plain(JsonNode value) {
        JsonNode content = content(value);
        return switch (type(value)) {
            case "N" -> Json.MAPPER.getNodeFactory().numberNode(toNumber(value));
            case "NULL" -> Json.MAPPER.nullNode();
            case "M" -> plainItem(content);
            case "L" -> {
                ArrayNode list = Json.MAPPER.createArrayNode();
                content.forEach(element -> list.add(plain(element)));
                yield list;
            }
            default -> content;
        };
    }
}
