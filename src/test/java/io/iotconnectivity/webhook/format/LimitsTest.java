package io.iotconnectivity.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.signal.Printable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No event, whatever its content, produces a payload that its target would reject. */
class LimitsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Map<String, String>> FORMATS = Map.ofEntries(
            Map.entry("pagerduty", Map.of("routing-key", "k")),
            Map.entry("opsgenie", Map.of("api-key", "k")),
            Map.entry("jsm", Map.of("api-key", "k")),
            Map.entry("servicenow", Map.of()),
            Map.entry("jira", Map.of("project", "OPS")),
            Map.entry("slack", Map.of("token", "k", "channel", "C1")),
            Map.entry("slack-webhook", Map.of("updates", "true")),
            Map.entry("teams", Map.of("updates", "true")),
            Map.entry("alertmanager", Map.of()),
            Map.entry("servicenow-incident", Map.of()),
            Map.entry("github", Map.of("repository", "acme/field")),
            Map.entry("gitlab", Map.of("project", "7")),
            Map.entry("zendesk", Map.of()),
            Map.entry("freshservice", Map.of("email", "ops@example.com")),
            Map.entry("discord", Map.of()),
            Map.entry("mattermost", Map.of("updates", "true")),
            Map.entry("google-chat", Map.of()),
            Map.entry("ntfy", Map.of()),
            Map.entry("telegram", Map.of("token", "1:k", "chat-id", "7")),
            Map.entry("grafana-oncall", Map.of()));
    /** An empty search result: after it comes the creation, to which the limits apply. */
    private static final Map<String, String> NOTHING_FOUND = Map.of(
            "jira", "{\"issues\":[]}",
            "servicenow-incident", "{\"result\":[]}",
            "github", "[]",
            "gitlab", "[]",
            "zendesk", "{\"tickets\":[]}",
            "freshservice", "{\"tickets\":[]}");

    private static final Map<String, Payload> PAYLOADS =
            FORMATS.entrySet().stream().collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, LimitsTest::open));

    private static Payload open(Map.Entry<String, Map<String, String>> format) {
        try {
            return Payload.open(Format.of(format.getKey()).orElseThrow(), format.getValue());
        } catch (BrokenPayload e) {
            throw new IllegalStateException(e);
        }
    }

    @Property(tries = 40)
    void everyPayloadKeepsTheLimitsOfItsTarget(@ForAll("incidents") Incident incident) throws Exception {
        for (String format : FORMATS.keySet()) {
            FormatStep step = PAYLOADS.get(format).run(input(format, incident, List.of()));
            if (NOTHING_FOUND.containsKey(format)
                    && incident.type() == EventType.INCIDENT_OPENED
                    && ((FormatStep.Request) step).method().equals("GET")) {
                ObjectNode none = JsonNodeFactory.instance.objectNode().put("status", 200);
                none.set("body", JSON.readTree(NOTHING_FOUND.get(format)));
                step = PAYLOADS.get(format).run(input(format, incident, List.of(none)));
            }
            assertThat(step).as(format).isInstanceOf(FormatStep.Request.class);
            FormatStep.Request request = (FormatStep.Request) step;
            if (request.body().isPresent()) {
                String text = request.body().get().toString();
                assertThat(text.getBytes(StandardCharsets.UTF_8).length)
                        .as(format)
                        .isLessThan(28 * 1024 * 4);
                keepsLimits(format, JSON.readTree(text));
            }
        }
    }

    @Example
    void noPayloadShowsWhatNobodySeesOrLinesThatAnIdForged() throws Exception {
        Incident incident = Incident.opened()
                .of("pump\u202e\u2066-7\u200b\ufeff\u061c\nIncident: forged")
                .saying("pump\u202e-7 is offline", "Look at \u200bit.");
        for (String format : FORMATS.keySet()) {
            FormatStep step = PAYLOADS.get(format).run(input(format, incident, List.of()));
            String said =
                    ((FormatStep.Request) step).body().map(JsonNode::toString).orElse("");

            assertThat(said.codePoints()).as(format).noneMatch(Printable::isUnseen);
            assertThat(said).as(format).doesNotContain("\\nIncident: forged");
        }
    }

    @Example
    void textOfAStormKeepsItsAdviceAndItsIncident() throws Exception {
        Incident storm = Incident.opened()
                .saying("50 devices of " + "g".repeat(150) + " are offline", "Look at the uplink. ".repeat(40));
        for (String format :
                List.of("slack", "slack-webhook", "discord", "telegram", "mattermost", "google-chat", "ntfy")) {
            JsonNode input = input(format, storm, List.of());
            ArrayNode devices = (ArrayNode) input.at("/event/data/devices");
            IntStream.range(0, 50).forEach(n -> devices.add("d".repeat(120) + n));

            FormatStep.Request step = (FormatStep.Request) PAYLOADS.get(format).run(input);

            assertThat(step.body().orElseThrow().toString())
                    .as(format)
                    .contains("Advice: Look at the uplink.", "Incident: inc-1", "…");
            keepsLimits(format, step.body().orElseThrow());
        }
    }

    private static JsonNode input(String format, Incident incident, List<JsonNode> answers) throws Exception {
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.set("event", JSON.readTree(incident.json()));
        FORMATS.get(format).forEach(input.putObject("options")::put);
        input.putNull("receipt");
        answers.forEach(input.putArray("answers")::add);
        return input.put("attempt", 1).put("now", "2026-11-23T14:00:00Z");
    }

    private static void keepsLimits(String format, JsonNode body) {
        switch (format) {
            case "pagerduty" -> {
                atMost(body.at("/payload/summary"), 1024);
                atMost(body.path("dedup_key"), 255);
                assertThat(body.path("dedup_key").asText()).isNotEmpty();
                assertThat(body.toString().getBytes(StandardCharsets.UTF_8).length)
                        .isLessThan(512 * 1024);
            }
            case "opsgenie", "jsm" -> {
                atMost(body.path("message"), 130);
                atMost(body.path("alias"), 512);
                atMost(body.path("description"), 15_000);
                atMost(body.path("note"), 25_000);
                atMost(body.path("entity"), 512);
                atMost(body.path("source"), 100);
                body.path("tags").forEach(tag -> atMost(tag, 50));
            }
            case "servicenow" -> {
                JsonNode event = body.at("/records/0");
                for (String field : List.of("source", "node", "type", "resource", "metric_name")) {
                    atMost(event.path(field), 100);
                }
                atMost(event.path("message_key"), 1024);
                atMost(event.path("description"), 4000);
                assertThat(event.path("additional_info").asText())
                        .startsWith("{")
                        .endsWith("}");
            }
            case "jira" -> {
                atMost(body.at("/fields/summary"), 255);
                assertThat(body.at("/fields/summary").asText()).doesNotContain("\n");
                body.at("/fields/labels")
                        .forEach(label -> assertThat(label.asText()).matches("[a-z0-9-]{1,255}"));
            }
            case "servicenow-incident" -> {
                atMost(body.path("short_description"), 160);
                atMost(body.path("description"), 4000);
                atMost(body.path("work_notes"), 4000);
            }
            case "github" -> atMost(body.path("title"), 256);
            case "gitlab", "freshservice" -> {
                atMost(body.path("title"), 255);
                atMost(body.path("subject"), 255);
            }
            case "zendesk" -> atMost(body.at("/ticket/subject"), 150);
            case "discord" -> {
                atMost(body.at("/embeds/0/title"), 256);
                atMost(body.at("/embeds/0/description"), 4096);
            }
            case "mattermost" -> atMost(body.path("text"), 4000);
            case "google-chat" ->
                assertThat(body.toString().getBytes(StandardCharsets.UTF_8).length)
                        .isLessThanOrEqualTo(32_000);
            case "ntfy" ->
                assertThat(body.asText().getBytes(StandardCharsets.UTF_8).length)
                        .isLessThanOrEqualTo(4096);
            case "telegram" ->
                assertThat(body.path("text")
                                .asText()
                                .replaceAll("&[a-z]+;", "x")
                                .length())
                        .isLessThanOrEqualTo(4096);
            case "grafana-oncall" -> {
                atMost(body.path("title"), 250);
                assertThat(body.path("alert_uid").asText()).isNotEmpty();
            }
            case "slack", "slack-webhook" -> {
                atMost(body.path("text"), 4000);
                atMost(body.at("/blocks/0/text/text"), 3000);
                assertThat(body.at("/blocks/0/text/text").asText()).doesNotContain("<", ">");
            }
            case "teams" ->
                assertThat(body.toString().getBytes(StandardCharsets.UTF_8).length)
                        .isLessThanOrEqualTo(28 * 1024);
            case "alertmanager" -> {
                assertThat(body.get(0).at("/labels/alertname").asText()).isNotEmpty();
                atMost(body.get(0).at("/annotations/summary"), 1000);
            }
            default -> throw new AssertionError(format);
        }
    }

    private static void atMost(JsonNode text, int most) {
        assertThat(text.asText().length()).isLessThanOrEqualTo(most);
    }

    @Provide
    Arbitrary<Incident> incidents() {
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.strings().all().ofMinLength(1).ofMaxLength(200),
                Arbitraries.of(
                        "\"\\'<&>|`*_[x](y)\n\t\r",
                        "<!channel>",
                        "&&&&&&&&&&".repeat(500),
                        "\ud83d\ude00".repeat(3000)),
                Arbitraries.strings().withChars("\ud83d\ude00<>&\"\\\n x").ofMaxLength(100),
                Arbitraries.strings().ascii().ofMinLength(5000).ofMaxLength(20_000),
                Arbitraries.strings().withChars("\n").ofMinLength(1).ofMaxLength(9000));
        Arbitrary<String> whole = texts.filter(LimitsTest::isWhole);
        Arbitrary<String> ids =
                Arbitraries.oneOf(whole.filter(text -> !text.isBlank()), Arbitraries.of("inc-1", "a/b?c#d"));
        return Combinators.combine(
                        Arbitraries.of(
                                EventType.INCIDENT_OPENED, EventType.INCIDENT_UPDATED, EventType.INCIDENT_RESOLVED),
                        ids,
                        whole,
                        Arbitraries.of(Severity.INFO, Severity.WARNING, Severity.CRITICAL),
                        whole,
                        whole)
                .as(Incident::new);
    }

    /** Text that an event can hold: without unpaired surrogates. */
    private static boolean isWhole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
