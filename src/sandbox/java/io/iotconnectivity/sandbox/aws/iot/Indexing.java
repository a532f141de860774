package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.Map;
import java.util.Set;

/**
 * The configuration and status of fleet indexing. Initially it indexes the registry and the connectivity of things and
 * is ready; changes take effect immediately, whereas AWS takes a minute to build the index. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/managing-index.html">Managing thing indexing</a>
 */
public final class Indexing {
    /** The status of the index. */
    public enum Status {
        /** It answers no queries yet. */
        BUILDING,
        REBUILDING,
        ACTIVE
    }

    private static final String THINGS = "thingIndexingConfiguration";
    private static final String GROUPS = "thingGroupIndexingConfiguration";
    private static final String MODE = "thingIndexingMode";
    private static final String CONNECTIVITY = "thingConnectivityIndexingMode";
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            MODE,
            Set.of("OFF", "REGISTRY", "REGISTRY_AND_SHADOW"),
            CONNECTIVITY,
            Set.of("OFF", "STATUS"),
            "deviceDefenderIndexingMode",
            Set.of("OFF", "VIOLATIONS"),
            "namedShadowIndexingMode",
            Set.of("OFF", "ON"));

    private volatile ObjectNode things;
    private volatile ObjectNode groups = Json.object().put("thingGroupIndexingMode", "OFF");
    private volatile Status status = Status.ACTIVE;

    Indexing() {
        set("REGISTRY", "STATUS");
    }

    /**
     * As UpdateIndexingConfiguration sets it.
     *
     * @param mode         {@code OFF}, {@code REGISTRY} or {@code REGISTRY_AND_SHADOW}
     * @param connectivity {@code OFF} or {@code STATUS}
     */
    public void set(String mode, String connectivity) {
        things = Json.object().put(MODE, mode).put(CONNECTIVITY, connectivity);
    }

    /** What DescribeIndex says from now on, if there is an index. */
    public void status(Status now) {
        status = now;
    }

    Status status() {
        return status;
    }

    boolean hasIndex() {
        return !things.path(MODE).asText().equals("OFF");
    }

    boolean hasShadows() {
        return things.path(MODE).asText().equals("REGISTRY_AND_SHADOW");
    }

    boolean hasConnectivity() {
        return hasIndex() && things.path(CONNECTIVITY).asText().equals("STATUS");
    }

    /** Whether GetThingConnectivityData may return addresses. */
    boolean tellsSockets() {
        for (JsonNode call : things.path("filter").path("connectivity").path("includeSocketInformation")) {
            if (call.asText().equals("GET_THING_CONNECTIVITY_DATA")) {
                return true;
            }
        }
        return false;
    }

    JsonNode get() {
        ObjectNode shown = things.deepCopy();
        if (hasIndex()) {
            ArrayNode managed = shown.putArray("managedFields");
            managedField(managed, "thingName", "String");
            managedField(managed, "thingGroupNames", "String");
            if (hasConnectivity()) {
                managedField(managed, "connectivity.connected", "Boolean");
                managedField(managed, "connectivity.timestamp", "Number");
                managedField(managed, "connectivity.disconnectReason", "String");
                managedField(managed, "connectivity.version", "Number");
            }
        }
        ObjectNode result = Json.object();
        result.set(THINGS, shown);
        result.set(GROUPS, groups);
        return result;
    }

    JsonNode update(ObjectNode input) {
        if (input.get(THINGS) instanceof ObjectNode wanted) {
            things = checked(wanted);
        }
        if (input.get(GROUPS) instanceof ObjectNode wanted) {
            groups = wanted.deepCopy();
        }
        return Json.object();
    }

    private static ObjectNode checked(ObjectNode wanted) {
        ALLOWED.forEach((name, values) -> {
            if (wanted.has(name) && !values.contains(wanted.path(name).asText())) {
                throw invalid(name + " must be one of " + values);
            }
        });
        if (!wanted.has(MODE)) {
            throw invalid(MODE + " is required");
        }
        ObjectNode configuration = wanted.deepCopy();
        configuration.remove("managedFields");
        if (!configuration.has(CONNECTIVITY)) {
            configuration.put(CONNECTIVITY, "OFF");
        }
        if (configuration.path(MODE).asText().equals("OFF")
                && configuration.path(CONNECTIVITY).asText().equals("STATUS")) {
            throw invalid("Connectivity indexing needs thingIndexingMode to be on");
        }
        return configuration;
    }

    private static void managedField(ArrayNode fields, String name, String type) {
        fields.addObject().put("name", name).put("type", type);
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "InvalidRequestException", message);
    }

    JsonNode dump() {
        ObjectNode all = Json.object().put("status", hasIndex() ? status.name() : "there is no index");
        all.setAll((ObjectNode) get());
        return all;
    }
}
