package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The control plane of AWS IoT, as far as a connectivity monitor asks it: the registry of things, the address of the data plane, event
 * configurations, indexing configuration.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_Operations_AWS_IoT.html">API reference</a>
 */
public final class Things implements Service {
    private static final String ARN = "arn:aws:iot:us-east-1:123456789012:thing/";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");
    private static final int PAGE = 100;
    private static final int MAX_PAGE = 250;
    private static final Set<String> EVENT_TYPES = Set.of(
            "THING",
            "THING_GROUP",
            "THING_TYPE",
            "THING_GROUP_MEMBERSHIP",
            "THING_GROUP_HIERARCHY",
            "THING_TYPE_ASSOCIATION",
            "JOB",
            "JOB_EXECUTION",
            "POLICY",
            "CERTIFICATE",
            "CA_CERTIFICATE");

    private record Thing(String name, String id, Optional<String> type, ObjectNode attributes) {
        ObjectNode describe() {
            ObjectNode description = Json.object()
                    .put("thingName", name)
                    .put("thingArn", ARN + name)
                    .put("version", 1);
            type.ifPresent(typeName -> description.put("thingTypeName", typeName));
            description.set("attributes", attributes);
            return description;
        }
    }

    private final Supplier<URI> self;
    private final NavigableMap<String, Thing> things = new ConcurrentSkipListMap<>();
    private final Map<String, Boolean> events = new ConcurrentSkipListMap<>();
    private final Instant created = Instant.now();
    private volatile Instant eventsChanged = created;
    private volatile ObjectNode indexing = indexingOff();

    /** @param self where this endpoint can be reached; it is the data plane too */
    public Things(Supplier<URI> self) {
        this.self = self;
        EVENT_TYPES.forEach(type -> events.put(type, false));
    }

    @Override
    public JsonNode call(Call call) {
        ObjectNode input = call.input();
        return switch (call.operation()) {
            case "CreateThing" -> create(input);
            case "DescribeThing" -> describe(input);
            case "ListThings" -> list(input);
            case "DeleteThing" -> {
                things.remove(input.path("thingName").asText());
                yield Json.object();
            }
            case "DescribeEndpoint" ->
                Json.object().put("endpointAddress", self.get().getAuthority());
            case "DescribeEventConfigurations" -> eventConfigurations();
            case "UpdateEventConfigurations" -> updateEventConfigurations(input);
            case "GetIndexingConfiguration" -> indexing;
            case "UpdateIndexingConfiguration" -> updateIndexing(input);
            default -> throw AwsError.unknownOperation(call.operation());
        };
    }

    /** Registers things without a type or attributes; those that exist stay as they are. */
    public void create(String... names) {
        for (String name : names) {
            things.computeIfAbsent(name, it -> thing(name, Optional.empty(), Json.object()));
        }
    }

    public boolean exists(String name) {
        return things.containsKey(name);
    }

    public List<String> names() {
        return List.copyOf(things.keySet());
    }

    @Override
    public JsonNode dump() {
        ObjectNode all = Json.object();
        ArrayNode list = all.putArray("things");
        things.values().forEach(thing -> list.add(thing.describe()));
        all.setAll((ObjectNode) eventConfigurations());
        all.setAll(indexing);
        return all;
    }

    @Override
    public AwsError notFound() {
        return new AwsError(404, "ResourceNotFoundException", "Thing does not exist");
    }

    @Override
    public AwsError broken() {
        return new AwsError(500, "InternalFailureException", "The sandbox was asked to fail");
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
        return new Thing(name, UUID.randomUUID().toString(), type, attributes);
    }

    private JsonNode create(ObjectNode input) {
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

    private JsonNode describe(ObjectNode input) {
        String name = input.path("thingName").asText();
        Thing thing = Optional.ofNullable(things.get(name))
                .orElseThrow(() -> new AwsError(404, "ResourceNotFoundException", "Thing " + name + " not found."));
        return thing.describe().put("defaultClientId", name).put("thingId", thing.id());
    }

    private JsonNode list(ObjectNode input) {
        int limit = input.path("maxResults").asInt(PAGE);
        if (limit < 1 || limit > MAX_PAGE) {
            throw new AwsError(400, "InvalidRequestException", "maxResults must be 1 to " + MAX_PAGE);
        }
        List<Thing> page = things.tailMap(input.path("nextToken").asText(""), false).values().stream()
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

    private JsonNode eventConfigurations() {
        ObjectNode result = Json.object().putPOJO("creationDate", created).putPOJO("lastModifiedDate", eventsChanged);
        ObjectNode configurations = result.putObject("eventConfigurations");
        events.forEach((type, enabled) -> configurations.putObject(type).put("Enabled", enabled));
        return result;
    }

    private JsonNode updateEventConfigurations(ObjectNode input) {
        JsonNode wanted = input.path("eventConfigurations");
        wanted.fieldNames().forEachRemaining(type -> {
            if (!EVENT_TYPES.contains(type)) {
                throw new AwsError(400, "InvalidRequestException", "There is no event type " + type);
            }
        });
        wanted.properties()
                .forEach(entry -> events.put(
                        entry.getKey(), entry.getValue().path("Enabled").asBoolean()));
        eventsChanged = Instant.now();
        return Json.object();
    }

    private static ObjectNode indexingOff() {
        ObjectNode off = Json.object();
        off.putObject("thingIndexingConfiguration")
                .put("thingIndexingMode", "OFF")
                .put("thingConnectivityIndexingMode", "OFF");
        off.putObject("thingGroupIndexingConfiguration").put("thingGroupIndexingMode", "OFF");
        return off;
    }

    private JsonNode updateIndexing(ObjectNode input) {
        ObjectNode changed = indexing.deepCopy();
        JsonNode wanted = input.path("thingIndexingConfiguration");
        if (wanted.path("thingIndexingMode").asText().equals("OFF")
                && wanted.path("thingConnectivityIndexingMode").asText().equals("STATUS")) {
            throw new AwsError(
                    400, "InvalidRequestException", "Connectivity indexing needs thingIndexingMode to be on");
        }
        input.properties().forEach(entry -> changed.set(entry.getKey(), entry.getValue()));
        indexing = changed;
        return Json.object();
    }
}
