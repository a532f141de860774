package io.iotconnectivity.sandbox.aws.iot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/**
 * What AWS IoT logs, and where. Initially it logs from INFO on, with a role. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/configure-logging.html">Configure AWS IoT logging</a>
 */
public final class LoggingOptions {
    /** The default log group. */
    public static final String LOG_GROUP = "AWSIotLogsV2";

    /** From the one that logs most to the one that logs nothing. */
    private static final List<String> LEVELS = List.of("DEBUG", "INFO", "WARN", "ERROR", "DISABLED");

    private static final List<String> TARGETS =
            List.of("DEFAULT", "THING_GROUP", "CLIENT_ID", "SOURCE_IP", "PRINCIPAL_ID");
    private static final List<String> EVENT_TYPES = List.of(
            "Connect",
            "DeleteConnection",
            "DeleteThingShadow",
            "Disconnect",
            "GetThingShadow",
            "Publish-In",
            "Publish-Out",
            "Queued",
            "Subscribe",
            "Unsubscribe",
            "UpdateThingShadow");
    private static final Pattern DESTINATION = Pattern.compile("[.\\-_/#A-Za-z0-9]{1,512}");

    /** The level for some clients, things or addresses. */
    private record Target(String type, String name) implements Comparable<Target> {
        @Override
        public int compareTo(Target other) {
            return (type + "\n" + name).compareTo(other.type + "\n" + other.name);
        }
    }

    /**
     * What was set for the whole account.
     *
     * @param events by their type: {@code logLevel} and {@code logDestination}, either of which may be missing
     */
    private record Account(String role, String level, boolean disabled, Map<String, ObjectNode> events) {}

    private final NavigableMap<Target, String> levels = new ConcurrentSkipListMap<>();
    private volatile Optional<Account> account =
            Optional.of(new Account("arn:aws:iam::123456789012:role/iot-logging", "INFO", false, Map.of()));

    /** Resets to an account in which logging was never enabled. */
    public void unconfigure() {
        account = Optional.empty();
        levels.clear();
    }

    /**
     * Where an entry goes.
     *
     * @param eventType for example {@code Disconnect}
     * @param level     of the entry: {@code DEBUG}, {@code INFO}, {@code WARN} or {@code ERROR}
     * @return the log group; empty when the entry is not logged
     */
    public Optional<String> logGroupFor(String eventType, String level, String clientId) {
        return account.filter(options -> !options.disabled()).flatMap(options -> {
            JsonNode event = options.events().getOrDefault(eventType, Json.object());
            String ofClient = levels.getOrDefault(new Target("CLIENT_ID", clientId), options.level());
            String threshold = event.path("logLevel").asText(ofClient);
            return LEVELS.indexOf(level) >= LEVELS.indexOf(threshold)
                    ? Optional.of(event.path("logDestination").asText(LOG_GROUP))
                    : Optional.empty();
        });
    }

    /**
     * As SetV2LoggingOptions: values missing from the input are unchanged.
     *
     * @throws AwsError {@code InvalidRequestException}
     */
    public JsonNode set(ObjectNode input) {
        String role = input.path("roleArn").asText(account.map(Account::role).orElse(""));
        String level =
                input.path("defaultLogLevel").asText(account.map(Account::level).orElse("ERROR"));
        if (role.isEmpty()) {
            throw invalid("roleArn is required");
        }
        requireLevel(level);
        boolean disabled = input.path("disableAllLogs")
                .asBoolean(account.map(Account::disabled).orElse(false));
        Map<String, ObjectNode> events = input.get("eventConfigurations") instanceof ArrayNode wanted
                ? events(wanted)
                : account.map(Account::events).orElse(Map.of());
        account = Optional.of(new Account(role, level, disabled, events));
        return Json.object();
    }

    private static Map<String, ObjectNode> events(ArrayNode wanted) {
        Map<String, ObjectNode> events = new ConcurrentSkipListMap<>();
        for (JsonNode entry : wanted) {
            if (!(entry instanceof ObjectNode event)
                    || event.path("eventType").asText().isEmpty()) {
                throw invalid("eventConfigurations: eventType is required");
            }
            if (event.has("logLevel")) {
                requireLevel(event.path("logLevel").asText());
            }
            if (event.has("logDestination")
                    && !DESTINATION
                            .matcher(event.path("logDestination").asText())
                            .matches()) {
                throw invalid("eventConfigurations: logDestination is not the name of a log group");
            }
            events.put(event.path("eventType").asText(), event.deepCopy());
        }
        return events;
    }

    /** With {@code verbose}, includes all types of events, even those never set. */
    JsonNode get(ObjectNode input) {
        Account options = configured();
        ObjectNode result = Json.object()
                .put("roleArn", options.role())
                .put("defaultLogLevel", options.level())
                .put("disableAllLogs", options.disabled());
        Map<String, ObjectNode> events = new ConcurrentSkipListMap<>(options.events());
        if (input.path("verbose").asBoolean()) {
            EVENT_TYPES.forEach(type -> events.computeIfAbsent(
                    type, it -> Json.object().put("eventType", type).put("logLevel", options.level())));
        }
        ArrayNode list = result.putArray("eventConfigurations");
        events.values().forEach(list::add);
        return result;
    }

    JsonNode setLevel(ObjectNode input) {
        configured();
        String level = input.path("logLevel").asText();
        requireLevel(level);
        Target target = target(input.path("logTarget"));
        if (target.type().equals("DEFAULT")) {
            return set(Json.object().put("defaultLogLevel", level));
        }
        levels.put(target, level);
        return Json.object();
    }

    JsonNode deleteLevel(ObjectNode input) {
        levels.remove(target(input));
        return Json.object();
    }

    JsonNode listLevels(ObjectNode input) {
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("logTargetConfigurations");
        String wanted = input.path("targetType").asText("");
        if (wanted.isEmpty() || wanted.equals("DEFAULT")) {
            put(list, new Target("DEFAULT", ""), configured().level());
        }
        configured();
        levels.forEach((target, level) -> {
            if (wanted.isEmpty() || wanted.equals(target.type())) {
                put(list, target, level);
            }
        });
        return result;
    }

    JsonNode dump() {
        if (account.isEmpty()) {
            return Json.object().put("configured", false);
        }
        ObjectNode all = Json.object().put("configured", true);
        all.setAll((ObjectNode) get(Json.object()));
        all.setAll((ObjectNode) listLevels(Json.object()));
        return all;
    }

    private static void put(ArrayNode list, Target target, String level) {
        ObjectNode entry = list.addObject().put("logLevel", level);
        ObjectNode shown = entry.putObject("logTarget").put("targetType", target.type());
        if (!target.name().isEmpty()) {
            shown.put("targetName", target.name());
        }
    }

    private static Target target(JsonNode input) {
        Target target = new Target(
                input.path("targetType").asText(), input.path("targetName").asText(""));
        if (!TARGETS.contains(target.type())) {
            throw invalid("targetType must be one of " + TARGETS);
        }
        if (target.name().isEmpty() != target.type().equals("DEFAULT")) {
            throw invalid("All targets but DEFAULT have a targetName");
        }
        return target;
    }

    private Account configured() {
        return account.orElseThrow(
                () -> new AwsError(404, "NotConfiguredException", "The log service is not configured"));
    }

    private static void requireLevel(String level) {
        if (!LEVELS.contains(level)) {
            throw invalid("A log level is one of " + LEVELS);
        }
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "InvalidRequestException", message);
    }
}
