package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import io.iotconnectivity.sandbox.aws.protocol.RestJsonProtocol;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/**
 * Device shadows. A shadow is created by its first update, whether or not its thing is registered, as with AWS.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-rest-api.html">Shadow REST API</a>
 */
public final class Shadows implements Service {
    private static final Pattern THING = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");
    private static final Pattern SHADOW = Pattern.compile("[$a-zA-Z0-9:_-]{1,64}");
    private static final int PAGE = 25;
    private static final int MAX_PAGE = 100;

    /** @param shadow empty for the classic one */
    private record Name(String thing, String shadow) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            int byThing = thing.compareTo(other.thing);
            return byThing != 0 ? byThing : shadow.compareTo(other.shadow);
        }
    }

    private final NavigableMap<Name, ShadowDocument> shadows = new ConcurrentSkipListMap<>();

    @Override
    public JsonNode call(Call call) {
        ObjectNode input = call.input();
        return switch (call.operation()) {
            case "UpdateThingShadow" -> update(name(input), payload(input));
            case "GetThingShadow" -> get(name(input));
            case "DeleteThingShadow" -> delete(name(input));
            case "ListNamedShadowsForThing" -> list(input);
            case "Publish" -> Json.object();
            default -> throw AwsError.unknownOperation(call.operation());
        };
    }

    /** The whole document of the classic shadow: state, metadata, version. */
    public Optional<JsonNode> shadow(String thing) {
        return shadow(thing, "");
    }

    /** The whole document of a named shadow: state, metadata, version. */
    public Optional<JsonNode> shadow(String thing, String shadow) {
        return Optional.ofNullable(shadows.get(new Name(thing, shadow))).map(document -> document.json(Instant.now()));
    }

    /** The reported state of the classic shadow; empty when there is no shadow or it reports nothing. */
    public Optional<JsonNode> reported(String thing) {
        return shadow(thing)
                .map(document -> document.path("state").path("reported"))
                .filter(JsonNode::isObject);
    }

    /** Updates a shadow as a caller would. @param shadow empty for the classic one */
    public void update(String thing, String shadow, JsonNode document) {
        update(new Name(thing, shadow), Json.bytes(document));
    }

    @Override
    public JsonNode dump() {
        ObjectNode all = Json.object();
        shadows.forEach((name, document) -> all.withObjectProperty(name.thing())
                .set(name.shadow().isEmpty() ? "(classic)" : name.shadow(), document.json(Instant.now())));
        return all;
    }

    @Override
    public AwsError throttled() {
        return new AwsError(429, "ThrottlingException", "Rate exceeded");
    }

    @Override
    public AwsError notFound() {
        return new AwsError(404, "ResourceNotFoundException", "No shadow exists with that name");
    }

    @Override
    public AwsError broken() {
        return new AwsError(500, "InternalFailureException", "The sandbox was asked to fail");
    }

    private static Name name(ObjectNode input) {
        String thing = input.path("thingName").asText();
        String shadow = input.path("name").asText("");
        if (!THING.matcher(thing).matches()) {
            throw new AwsError(400, "InvalidRequestException", "Invalid thing name");
        }
        if (input.has("name") && !SHADOW.matcher(shadow).matches()) {
            throw new AwsError(400, "InvalidRequestException", "Invalid shadow name");
        }
        return new Name(thing, shadow);
    }

    static byte[] payload(ObjectNode input) {
        try {
            byte[] payload = input.path(RestJsonProtocol.PAYLOAD).binaryValue();
            return payload == null ? new byte[0] : payload;
        } catch (IOException e) {
            throw new AwsError(400, "InvalidRequestException", "Payload contains invalid json");
        }
    }

    private JsonNode update(Name name, byte[] payload) {
        ShadowUpdate update = ShadowUpdate.read(payload);
        Instant now = Instant.now();
        ShadowDocument[] after = new ShadowDocument[1];
        shadows.compute(name, (same, before) -> {
            after[0] = (before == null ? ShadowDocument.EMPTY : before).apply(update, now);
            return after[0];
        });
        return after[0].accepted(update, now);
    }

    private JsonNode get(Name name) {
        return Optional.ofNullable(shadows.get(name))
                .orElseThrow(() -> missing(name))
                .json(Instant.now());
    }

    private JsonNode delete(Name name) {
        ShadowDocument gone = Optional.ofNullable(shadows.remove(name)).orElseThrow(() -> missing(name));
        return Json.object()
                .put("version", gone.version())
                .put("timestamp", Instant.now().getEpochSecond());
    }

    private static AwsError missing(Name name) {
        return new AwsError(
                404,
                "ResourceNotFoundException",
                "No shadow exists with name: '"
                        + (name.shadow().isEmpty() ? name.thing() : name.thing() + "~" + name.shadow()) + "'");
    }

    private JsonNode list(ObjectNode input) {
        String thing = input.path("thingName").asText();
        int limit = input.path("pageSize").asInt(PAGE);
        if (limit < 1 || limit > MAX_PAGE) {
            throw new AwsError(400, "InvalidRequestException", "pageSize must be 1 to " + MAX_PAGE);
        }
        String after = input.path("nextToken").asText("");
        List<String> page = shadows.tailMap(new Name(thing, after), false).keySet().stream()
                .takeWhile(name -> name.thing().equals(thing))
                .map(Name::shadow)
                .limit(limit)
                .toList();
        ObjectNode result = Json.object().put("timestamp", Instant.now().getEpochSecond());
        ArrayNode names = result.putArray("results");
        page.forEach(names::add);
        if (page.size() == limit) {
            result.put("nextToken", page.get(limit - 1));
        }
        return result;
    }
}
