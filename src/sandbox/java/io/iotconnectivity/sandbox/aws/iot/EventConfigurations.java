package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which events of the registry AWS publishes. All are off in a fresh account, and none of them concerns presence
 * events. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/iot-events.html">Event messages</a>
 */
public final class EventConfigurations {
    private static final List<String> TYPES = List.of(
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

    private final Map<String, Boolean> enabled = new ConcurrentSkipListMap<>();
    private final Instant created = Instant.now();
    private volatile Instant changed = created;

    EventConfigurations() {
        TYPES.forEach(type -> enabled.put(type, false));
    }

    /**
     * Switches one type on or off.
     *
     * @param type for example {@code THING}
     * @throws AwsError when there is no such type
     */
    public void set(String type, boolean on) {
        requireKnown(type);
        enabled.put(type, on);
        changed = Instant.now();
    }

    /** Whether events of this type are on. */
    public boolean isEnabled(String type) {
        return enabled.getOrDefault(type, false);
    }

    JsonNode describe() {
        ObjectNode result = Json.object().putPOJO("creationDate", created).putPOJO("lastModifiedDate", changed);
        result.setAll((ObjectNode) dump());
        return result;
    }

    JsonNode update(ObjectNode input) {
        JsonNode wanted = input.path("eventConfigurations");
        wanted.fieldNames().forEachRemaining(EventConfigurations::requireKnown);
        wanted.properties()
                .forEach(entry ->
                        set(entry.getKey(), entry.getValue().path("Enabled").asBoolean()));
        return Json.object();
    }

    JsonNode dump() {
        ObjectNode result = Json.object();
        ObjectNode configurations = result.putObject("eventConfigurations");
        enabled.forEach((type, on) -> configurations.putObject(type).put("Enabled", on));
        return result;
    }

    private static void requireKnown(String type) {
        if (!TYPES.contains(type)) {
            throw new AwsError(400, "InvalidRequestException", "There is no event type " + type);
        }
    }
}
