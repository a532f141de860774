package io.iotconnectivity.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.mcp.FleetTool.Work;
import io.iotconnectivity.report.ChurnSpan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tools that look, and change nothing. */
final class ReadingTools {
    static final String CLIENT = "client_id";
    static final String INCIDENT = "incident_id";

    private static final String API = "api";
    private static final String LIMIT = "limit";
    private static final int ITEMS = 20;
    private static final int SENTENCES = 100;
    private static final Argument CLIENT_ID =
            Argument.required(CLIENT, "The device's MQTT client id, exactly as list_devices shows it.");
    private static final Argument INCIDENT_ID =
            Argument.required(INCIDENT, "The incident's id, as list_incidents shows it.");
    private static final Argument COUNT = Argument.count(LIMIT, "How many at most (" + ITEMS + ").");
    private static final Argument AFTER =
            Argument.text("after", "The value of 'next' in an earlier answer, for the page that follows it.");
    private static final Argument GROUP = Argument.text("group", "Only devices of this group (site, line, customer).");
    private static final Argument CLASS =
            Argument.text("class", "Only devices of this class, as the settings name it.");

    private ReadingTools() {}

    static List<FleetTool> all() {
        return List.of(
                tool(
                        "fleet_summary",
                        "The fleet at a glance",
                        "How many devices are in each state, why devices are away, the groups with most devices away,"
                                + " open incidents, and whether sources, store and sinks work. Begin with it.",
                        List.of(),
                        (api, given) -> api.get(List.of(API, "summary"), Map.of())),
                tool(
                        "list_devices",
                        "Devices",
                        "Lists devices with their state, since when and why. States: ONLINE, SUSPECT (waiting out the"
                                + " grace period), OFFLINE, STALE (connected but silent), UNKNOWN, RETIRED (taken out of"
                                + " service), NEVER_CONNECTED.",
                        List.of(
                                Argument.oneOf("state", words(Verdict.values()), "Only devices in this state."),
                                Argument.text("reason", "Only this disconnect reason, such as CONNECTION_LOST."),
                                GROUP,
                                CLASS,
                                Argument.text(
                                        "extra",
                                        "Only devices about which an enrich route knows this:"
                                                + " <route>.<field>:<value>, such as sites.site:Oslo."),
                                Argument.text("q", "Only client ids that contain this text."),
                                Argument.flag(
                                        "deaf",
                                        "Only devices that are connected, but not subscribed to what they must be."),
                                Argument.oneOf(
                                        "sort",
                                        List.of(
                                                "clientId",
                                                "-clientId",
                                                "since",
                                                "-since",
                                                "reason",
                                                "-reason",
                                                "state",
                                                "-state"),
                                        "The order; with a leading '-' descending."),
                                COUNT,
                                AFTER),
                        page(API, "devices")),
                tool(
                        "explain_device",
                        "Why a device is in its state",
                        "Tells the story of one device in sentences, oldest first: what was received, what was"
                                + " decided and why, who was told. Has the latest " + SENTENCES + " sentences.",
                        List.of(CLIENT_ID),
                        (api, given) ->
                                story(api.get(List.of(API, "devices", given.get(CLIENT), "explain"), Map.of()))),
                tool(
                        "device_events",
                        "Events of a device",
                        "Lists the events of one device with their evidence, newest first.",
                        List.of(CLIENT_ID, COUNT, AFTER),
                        (api, given) -> page(API, "devices", given.get(CLIENT), "events")
                                .with(api, without(CLIENT, given))),
                tool(
                        "list_incidents",
                        "Incidents",
                        "Lists incidents, newest first: outages of a device or a group, client id conflicts, flapping,"
                                + " refused credentials, and who takes care of each.",
                        List.of(
                                Argument.oneOf(
                                        "status",
                                        Stream.of(IncidentStatus.values())
                                                .map(IncidentStatus::word)
                                                .toList(),
                                        "Only open or only resolved ones."),
                                Argument.oneOf(
                                        "kind",
                                        Stream.of(IncidentKind.values())
                                                .map(IncidentKind::word)
                                                .toList(),
                                        "Only this kind."),
                                COUNT,
                                AFTER),
                        page(API, "incidents")),
                tool(
                        "get_incident",
                        "One incident",
                        "Returns one incident: its devices, cause, advice, notes, and what was sent to whom.",
                        List.of(INCIDENT_ID),
                        (api, given) -> api.get(List.of(API, "incidents", given.get(INCIDENT)), Map.of())),
                tool(
                        "incident_route",
                        "Who is told of an incident",
                        "Shows for every sink whether it is told of an incident, when, and why. Sends nothing.",
                        List.of(INCIDENT_ID),
                        (api, given) -> api.get(List.of(API, "incidents", given.get(INCIDENT), "route"), Map.of())),
                tool(
                        "availability_report",
                        "Availability",
                        "How long devices were connected in a period, outages, mean time to repair and between"
                                + " failures, and time away by reason: of the fleet, classes, groups, and the devices"
                                + " that were away longest.",
                        List.of(
                                Argument.text("month", "A month such as 2026-11; or from and to."),
                                Argument.text("from", "The beginning, such as 2026-11-23T00:00:00Z."),
                                Argument.text("to", "The end, such as 2026-11-24T00:00:00Z."),
                                Argument.text("zone", "The time zone of months, such as Europe/Berlin."),
                                GROUP,
                                CLASS,
                                Argument.text("device", "Only the device with this client id."),
                                Argument.text(
                                        "by",
                                        "Also adds up devices by what an enrich route knows:"
                                                + " extra.<route>.<field>, such as extra.sites.site."),
                                Argument.count(LIMIT, "How many devices at most (" + ITEMS + ").")),
                        page(API, "report")),
                tool(
                        "churn",
                        "What disconnects more often than it used to",
                        "Lists devices, groups and classes whose connections ended far more often in the latest day or"
                                + " hour than in the 28 days before: how often, how often usually, and how likely chance"
                                + " alone does this.",
                        List.of(
                                Argument.oneOf("span", ChurnSpan.words(), "The latest day (the default) or hour."),
                                GROUP,
                                CLASS,
                                Argument.count(LIMIT, "How many devices at most (" + ITEMS + ").")),
                        page(API, "churn")),
                tool(
                        "list_sinks",
                        "Sinks",
                        "Lists where events are delivered to, with what waits, failures and the last error of each.",
                        List.of(),
                        (api, given) -> api.get(List.of(API, "sinks"), Map.of())));
    }

    private static FleetTool tool(String name, String title, String description, List<Argument> arguments, Work work) {
        return new FleetTool(name, title, description, arguments, false, work);
    }

    private static List<String> words(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    /** A page of a list; a shorter one if that would not fit, so that the next one begins where it ends. */
    private static Work page(String... path) {
        return (api, given) -> {
            int limit = Integer.parseInt(given.getOrDefault(LIMIT, Integer.toString(ITEMS)));
            Map<String, String> query = new HashMap<>(given);
            JsonNode page = null;
            do {
                query.put(LIMIT, Integer.toString(limit));
                page = api.get(List.of(path), query);
                limit /= 2;
            } while (limit > 0 && !AnswerText.fits(page));
            return page;
        };
    }

    private static Map<String, String> without(String name, Map<String, String> given) {
        Map<String, String> rest = new HashMap<>(given);
        rest.remove(name);
        return rest;
    }

    /** The newest sentences. Deliveries are among them, so that they need not be listed as well. */
    static JsonNode story(JsonNode whole) {
        if (!(whole instanceof ObjectNode story)) {
            return whole;
        }
        story.remove("sent");
        if (story.path("sentences") instanceof ArrayNode sentences) {
            int before = sentences.size();
            do {
                int left = sentences.size() > SENTENCES ? SENTENCES : sentences.size() / 2;
                if (sentences.size() <= SENTENCES && AnswerText.fits(story)) {
                    break;
                }
                while (sentences.size() > left) {
                    sentences.remove(0);
                }
                story.put("earlierSentences", before - sentences.size());
            } while (!sentences.isEmpty());
        }
        return story;
    }
}
