package io.iotconnectivity.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.signal.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One thing that can be asked for.
 *
 * @param description for the assistant, which chooses by it
 * @param writes whether it changes anything
 */
record FleetTool(String name, String title, String description, List<Argument> arguments, boolean writes, Work work) {

    /** What it does. */
    @FunctionalInterface
    interface Work {
        /**
         * @param given the arguments that are present, by name
         * @throws FleetApi.Refused if the application is not reachable, or refuses
         */
        JsonNode with(FleetApi api, Map<String, String> given) throws FleetApi.Refused;
    }

    /** The arguments, as JSON Schema. */
    Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        arguments.forEach(argument -> properties.put(argument.name(), argument.schema()));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put(
                "required",
                arguments.stream()
                        .filter(Argument::required)
                        .map(Argument::name)
                        .toList());
        schema.put("additionalProperties", false);
        return schema;
    }

    /**
     * Checks arguments.
     *
     * @throws IllegalArgumentException if they do not fit the schema; the message says what to write
     */
    Map<String, String> read(Map<String, Object> given) {
        Map<String, String> read = new LinkedHashMap<>();
        for (Map.Entry<String, Object> each : given.entrySet()) {
            Argument argument = named(each.getKey()).orElseThrow(() -> new IllegalArgumentException(unknown(each)));
            // Some clients send null for what they leave out.
            if (each.getValue() != null) {
                read.put(argument.name(), argument.read(each.getValue()));
            }
        }
        for (Argument argument : arguments) {
            if (argument.required() && read.getOrDefault(argument.name(), "").isEmpty()) {
                throw new IllegalArgumentException(argument.name() + " is missing: " + argument.description());
            }
        }
        return read;
    }

    private Optional<Argument> named(String wanted) {
        return arguments.stream()
                .filter(argument -> argument.name().equals(wanted))
                .findFirst();
    }

    private String unknown(Map.Entry<String, Object> given) {
        return "there is no argument " + Printable.of(Printable.cut(given.getKey(), 100)) + " here; allowed: "
                + (arguments.isEmpty()
                        ? "none"
                        : arguments.stream().map(Argument::name).collect(Collectors.joining(", ")));
    }
}
