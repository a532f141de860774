package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.mcp.FleetApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The application, asked anew for each question. */
record RunningFleet(RunningApp app) implements FleetApi {
    @Override
    public JsonNode get(List<String> path, Map<String, String> query) throws Refused {
        return asked(() -> app.get(RunningApp.path(encoded(path), optional(query))));
    }

    @Override
    public JsonNode post(List<String> path, Map<String, String> body) throws Refused {
        return asked(() -> app.post(encoded(path), RunningApp.body(optional(body))));
    }

    private static String encoded(List<String> path) {
        return path.stream().map(RunningApp::encodedDevice).collect(Collectors.joining("/", "/", ""));
    }

    private static Map<String, Optional<String>> optional(Map<String, String> values) {
        return values.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> Optional.of(each.getValue())));
    }

    @FunctionalInterface
    private interface Call {
        JsonNode send() throws RunningApp.Refused;
    }

    private static JsonNode asked(Call call) throws Refused {
        try {
            return call.send();
        } catch (RunningApp.Refused e) {
            throw new Refused(e.getMessage(), e);
        }
    }
}
