package io.iotconnectivity.sandbox.aws.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Which messages a subscription wants: each named attribute must be present and have one of the listed values. Only exact values are
 * supported; AWS's other operators ({@code prefix}, {@code numeric}, …) are refused, so that no test passes by accident.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html">Filter policies</a>
 */
record FilterPolicy(JsonNode allowed) {
    static final FilterPolicy EVERYTHING = new FilterPolicy(Json.object());

    static FilterPolicy read(String json) {
        JsonNode policy;
        try {
            policy = Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw Sns.invalid("FilterPolicy: failed to parse JSON");
        }
        if (!policy.isObject()) {
            throw Sns.invalid("FilterPolicy: must be a JSON object");
        }
        for (Map.Entry<String, JsonNode> attribute : policy.properties()) {
            if (!attribute.getValue().isArray() || attribute.getValue().isEmpty()) {
                throw Sns.invalid("FilterPolicy: \"" + attribute.getKey() + "\" must be an object or an array");
            }
            for (JsonNode value : attribute.getValue()) {
                if (value.isContainerNode()) {
                    throw Sns.invalid("FilterPolicy: the sandbox matches exact values only");
                }
            }
        }
        return new FilterPolicy(policy);
    }

    boolean accepts(Message message) {
        return allowed.properties().stream()
                .allMatch(wanted ->
                        matches(wanted.getValue(), message.attributes().get(wanted.getKey())));
    }

    private static boolean matches(JsonNode values, Message.Attribute attribute) {
        if (attribute == null) {
            return false;
        }
        for (JsonNode value : values) {
            boolean same = value.isNumber()
                    ? attribute.type().equals("Number")
                            && value.decimalValue().compareTo(new BigDecimal(attribute.value())) == 0
                    : value.asText().equals(attribute.value());
            if (same) {
                return true;
            }
        }
        return false;
    }

    String json() {
        return Json.text(allowed);
    }
}
