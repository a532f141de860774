package io.iotconnectivity.mcp;

import io.iotconnectivity.mcp.FleetTool.Work;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tools that change something: notes on an incident, which inform people and change neither incident nor ticket, and the end of a
 * device's connection.
 */
final class WritingTools {
    private static final Argument INCIDENT_ID =
            Argument.required(ReadingTools.INCIDENT, "The id of an open incident, as list_incidents shows it.");

    private WritingTools() {}

    /**
     * @param author who is named as the author of notes, whatever the assistant says
     */
    static List<FleetTool> all(String author) {
        return List.of(
                tool(
                        "acknowledge_incident",
                        "Acknowledge an incident",
                        "Notes that somebody takes care of an open incident. Only at the user's explicit request.",
                        List.of(INCIDENT_ID, Argument.text("text", "A comment, on one line.")),
                        note("acknowledge", author)),
                tool(
                        "comment_on_incident",
                        "Comment on an incident",
                        "Adds a comment to an open incident. Only at the user's explicit request.",
                        List.of(INCIDENT_ID, Argument.required("text", "The comment, on one line.")),
                        note("comment", author)),
                tool(
                        "disconnect_device",
                        "Disconnect a device",
                        "Has AWS IoT end a device's connection, for example because the device is long gone and the"
                                + " broker has not noticed. The device may connect again. Refused unless the application's"
                                + " settings allow it. Only at the user's explicit request.",
                        List.of(
                                Argument.required(
                                        ReadingTools.CLIENT,
                                        "The device's MQTT client id, exactly as list_devices shows it."),
                                Argument.required("reason", "Why, on one line: it stands in the device's story.")),
                        (api, given) -> api.post(
                                List.of("api", "devices", given.get(ReadingTools.CLIENT), "disconnect"),
                                Map.of("author", author, "comment", given.get("reason")))));
    }

    private static FleetTool tool(String name, String title, String description, List<Argument> arguments, Work work) {
        return new FleetTool(name, title, description, arguments, true, work);
    }

    private static Work note(String kind, String author) {
        return (api, given) -> {
            Map<String, String> note = new HashMap<>(Map.of("kind", kind, "author", author));
            if (given.containsKey("text")) {
                note.put("text", given.get("text"));
            }
            return api.post(List.of("api", "incidents", given.get(ReadingTools.INCIDENT), "notes"), note);
        };
    }
}
