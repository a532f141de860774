package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The registry of things. Thread-safe. */
public final class Things {
    private static final String ARN = "arn:aws:iot:us-east-1:123456789012:thing/";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");
    private static final int PAGE = 100;
    private static final int MAX_PAGE = 250;

    record Thing(String name, String id, Optional<String> type, ObjectNode attributes, List<String> groups) {
        ObjectNode describe() {
            ObjectNode description = Json.object()
                    .put("thingName", name)
                    .put("thingArn", ARN + name)
                    .put("version", 1);
            type.ifPresent(typeName -> description.put("thingTypeName", typeName));
            description.set("attributes", attributes);
            return description;
        }

        private Thing with(ObjectNode newAttributes, List<String> newGroups) {
            return new Thing(name, id, type, newAttributes, newGroups);
        }
    }

    private final NavigableMap<String, Thing> things = new ConcurrentSkipListMap<>();

    /** Registers things without a type or attributes; existing ones are unchanged. */
    public void create(String... names) {
        for (String name : names) {
            things.computeIfAbsent(name, it -> thing(name, Optional.empty(), Json.object()));
        }
    }

    /** Puts a thing, which is registered if it was not, into exactly these thing groups. */
    public void setGroups(String name, String... groups) {
        create(name);
        things.computeIfPresent(name, (same, thing) -> thing.with(thing.attributes(), List.of(groups)));
    }

    /** Gives a thing, which is registered if it was not, an attribute. */
    public void setAttribute(String name, String attribute, String value) {
        create(name);
        things.computeIfPresent(
                name, (same, thing) -> thing.with(thing.attributes().deepCopy().put(attribute, value), thing.groups()));
    }

    public boolean exists(String name) {
        return things.containsKey(name);
    }

    public List<String> names() {
        return List.copyOf(things.keySet());
    }

    /** Those whose names come later in alphabetical order, in that order. */
    Stream<Thing> after(String name) {
        return things.tailMap(name, false).values().stream();
    }

    /** @throws AwsError {@code ResourceNotFoundException} */
    Thing find(String name) {
        return Optional.ofNullable(things.get(name))
                .orElseThrow(() -> new AwsError(404, "ResourceNotFoundException", "Thing " + name + " not found."));
    }

    JsonNode dump() {
        ObjectNode all = Json.object();
        ArrayNode list = all.putArray("things");
        things.values().forEach(thing -> {
            ObjectNode shown = thing.describe();
            thing.groups().forEach(shown.putArray("thingGroupNames")::add);
            list.add(shown);
        });
        return all;
    }

    private static Thing thing(String name, Optional<String> type, ObjectNode attributes) {
        if (!NAME.matcher(name).matches()) {
            throw new AwsError(
                    400,
                    "InvalidRequestException",
                    "1 validation error detected: Value '" + name
                            + "' at 'thingName' failed to satisfy constraint: Member must satisfy regular expression pattern:"
                            + " [a-zA-Z0-9:_-]+");
        }
        return new Thing(name, UUID.randomUUID().toString(), type, attributes, List.of());
    }

    JsonNode create(ObjectNode input) {
        ObjectNode attributes =
                input.path("attributePayload").path("attributes") instanceof ObjectNode given ? given : Json.object();
        Thing wanted = thing(
                input.path("thingName").asText(),
                Optional.ofNullable(input.path("thingTypeName").textValue()),
                attributes);
        Thing there = things.computeIfAbsent(wanted.name(), name -> wanted);
        if (!there.attributes().equals(wanted.attributes()) || !there.type().equals(wanted.type())) {
            throw new AwsError(
                    409,
                    "ResourceAlreadyExistsException",
                    "Thing " + wanted.name() + " already exists in account with different attributes",
                    Json.object().put("resourceId", there.id()).put("resourceArn", ARN + there.name()));
        }
        return Json.object()
                .put("thingName", there.name())
                .put("thingArn", ARN + there.name())
                .put("thingId", there.id());
    }

    JsonNode describe(ObjectNode input) {
        Thing thing = find(input.path("thingName").asText());
        return thing.describe().put("defaultClientId", thing.name()).put("thingId", thing.id());
    }

    JsonNode delete(ObjectNode input) {
        things.remove(input.path("thingName").asText());
        return Json.object();
    }

    JsonNode list(ObjectNode input) {
        int limit = input.path("maxResults").asInt(PAGE);
        if (limit < 1 || limit > MAX_PAGE) {
            throw new AwsError(400, "InvalidRequestException", "maxResults must be 1 to " + MAX_PAGE);
        }
        List<Thing> page = after(input.path("nextToken").asText(""))
                .filter(thing -> matches(thing, input))
                .limit(limit)
                .toList();
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("things");
        page.forEach(thing -> list.add(thing.describe()));
        if (page.size() == limit) {
            result.put("nextToken", page.get(limit - 1).name());
        }
        return result;
    }

    private static boolean matches(Thing thing, ObjectNode input) {
        JsonNode attribute = input.path("attributeName");
        JsonNode type = input.path("thingTypeName");
        return (attribute.isMissingNode()
                        || thing.attributes().path(attribute.asText()).equals(input.path("attributeValue")))
                && (type.isMissingNode()
                        || thing.type().filter(type.asText()::equals).isPresent());
    }
}
