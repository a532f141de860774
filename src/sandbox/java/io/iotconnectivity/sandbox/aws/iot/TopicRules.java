package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules that act on messages. They are only stored, not executed. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/iot-rules.html">Rules for AWS IoT</a>
 */
public final class TopicRules {
    private static final String ARN = "arn:aws:iot:us-east-1:123456789012:rule/";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_]{1,128}");
    private static final Pattern FROM = Pattern.compile("(?is)\\s*select\\s.+?\\sfrom\\s+['\"]([^'\"]+)['\"].*");
    private static final int DEFAULT_PAGE = 100;

    /**
     * A rule.
     *
     * @param topicFilter that its SQL selects from
     * @param payload     {@code sql}, {@code actions} and so on, as they were sent
     */
    public record Rule(String name, String topicFilter, boolean enabled, Instant createdAt, ObjectNode payload) {
        private ObjectNode summary() {
            return Json.object()
                    .put("ruleArn", ARN + name)
                    .put("ruleName", name)
                    .put("topicPattern", topicFilter)
                    .putPOJO("createdAt", createdAt)
                    .put("ruleDisabled", !enabled);
        }

        private Rule withEnabled(boolean now) {
            return new Rule(name, topicFilter, now, createdAt, payload);
        }
    }

    private final NavigableMap<String, Rule> rules = new ConcurrentSkipListMap<>();

    /**
     * Does what CreateTopicRule does, or ReplaceTopicRule if a rule of that name exists.
     *
     * @param payload {@code sql}, {@code actions} and so on
     * @throws AwsError when AWS would not take it
     */
    public void put(String name, ObjectNode payload) {
        rules.put(name, read(name, payload));
    }

    /** By name. */
    public List<Rule> rules() {
        return List.copyOf(rules.values());
    }

    JsonNode create(ObjectNode input) {
        Rule rule = read(input);
        if (rules.putIfAbsent(rule.name(), rule) != null) {
            throw new AwsError(
                    409, "ResourceAlreadyExistsException", "Rule already exists with same name: " + rule.name());
        }
        return Json.object();
    }

    JsonNode replace(ObjectNode input) {
        Rule rule = read(input);
        existing(rule.name());
        rules.put(rule.name(), rule);
        return Json.object();
    }

    JsonNode enable(ObjectNode input, boolean enabled) {
        Rule rule = existing(input.path("ruleName").asText());
        rules.put(rule.name(), rule.withEnabled(enabled));
        return Json.object();
    }

    JsonNode delete(ObjectNode input) {
        rules.remove(input.path("ruleName").asText());
        return Json.object();
    }

    JsonNode get(ObjectNode input) {
        Rule rule = existing(input.path("ruleName").asText());
        ObjectNode result = Json.object().put("ruleArn", ARN + rule.name());
        ObjectNode shown = rule.payload()
                .deepCopy()
                .put("ruleName", rule.name())
                .putPOJO("createdAt", rule.createdAt())
                .put("ruleDisabled", !rule.enabled());
        result.set("rule", shown);
        return result;
    }

    JsonNode list(ObjectNode input) {
        int limit = input.path("maxResults").asInt(DEFAULT_PAGE);
        if (limit < 1) {
            throw invalid("maxResults must be at least 1");
        }
        Optional<String> topic = Optional.ofNullable(input.path("topic").textValue());
        List<Rule> page = rules.tailMap(input.path("nextToken").asText(""), false).values().stream()
                .filter(rule -> topic.isEmpty() || topic.get().equals(rule.topicFilter()))
                .filter(rule ->
                        !input.has("ruleDisabled") || input.path("ruleDisabled").asBoolean() != rule.enabled())
                .limit(limit)
                .toList();
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("rules");
        page.forEach(rule -> list.add(rule.summary()));
        if (page.size() == limit) {
            result.put("nextToken", page.get(limit - 1).name());
        }
        return result;
    }

    JsonNode dump() {
        ObjectNode all = Json.object();
        rules.values().forEach(rule -> all.set(rule.name(), rule.payload()));
        return all;
    }

    private static Rule read(ObjectNode input) {
        return read(input.path("ruleName").asText(), input);
    }

    private static Rule read(String name, ObjectNode input) {
        if (!NAME.matcher(name).matches()) {
            throw invalid("ruleName must match " + NAME);
        }
        ObjectNode payload = input.deepCopy();
        payload.remove("ruleName");
        Matcher sql = FROM.matcher(payload.path("sql").asText());
        if (!sql.matches()) {
            throw new AwsError(400, "SqlParseException", "Expected SELECT … FROM '<topic filter>'");
        }
        if (!payload.path("actions").isArray()) {
            throw invalid("actions is required");
        }
        boolean enabled = !payload.path("ruleDisabled").asBoolean();
        return new Rule(name, sql.group(1), enabled, Instant.now(), payload);
    }

    /** AWS does not distinguish a missing rule from one that the caller may not see. */
    private Rule existing(String name) {
        return Optional.ofNullable(rules.get(name))
                .orElseThrow(() ->
                        new AwsError(401, "UnauthorizedException", "Access to topic rule '" + name + "' was denied"));
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "InvalidRequestException", message);
    }
}
