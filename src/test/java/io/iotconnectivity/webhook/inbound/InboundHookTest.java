package io.iotconnectivity.webhook.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.event.Note;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of secrets, bodies and signatures are those that the vendors have published. */
class InboundHookTest {
    private static final String PAGERDUTY_SECRET = "lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8lJqRnkKl2iB1anSb0Z+IK";
    private static final String PAGERDUTY_BODY =
            "{\"event\":{\"id\":\"01BWDWL3NYY7LUFPZCC28QUCMK\",\"event_type\":\"incident.priority_updated\",\"resource_type\":\"incident\",\"occurred_at\":\"2021-04-26T17:36:27.458Z\",\"agent\":{\"html_url\":\"https://acme.pagerduty.com/users/PLH1HKV\",\"id\":\"PLH1HKV\",\"self\":\"https://api.pagerduty.com/users/PLH1HKV\",\"summary\":\"Tenex Engineer\",\"type\":\"user_reference\"},\"client\":null,\"data\":{\"id\":\"PGR0VU2\",\"type\":\"incident\",\"self\":\"https://api.pagerduty.com/incidents/PGR0VU2\",\"html_url\":\"https://acme.pagerduty.com/incidents/PGR0VU2\",\"number\":2,\"status\":\"triggered\",\"title\":\"A little bump in the road\",\"service\":{\"html_url\":\"https://acme.pagerduty.com/services/PF9KMXH\",\"id\":\"PF9KMXH\",\"self\":\"https://api.pagerduty.com/services/PF9KMXH\",\"summary\":\"API Service\",\"type\":\"service_reference\"},\"assignees\":[{\"html_url\":\"https://acme.pagerduty.com/users/PTUXL6G\",\"id\":\"PTUXL6G\",\"self\":\"https://api.pagerduty.com/users/PTUXL6G\",\"summary\":\"User 123\",\"type\":\"user_reference\"}],\"escalation_policy\":{\"html_url\":\"https://acme.pagerduty.com/escalation_policies/PUS0KTE\",\"id\":\"PUS0KTE\",\"self\":\"https://api.pagerduty.com/escalation_policies/PUS0KTE\",\"summary\":\"Default\",\"type\":\"escalation_policy_reference\"},\"teams\":[{\"html_url\":\"https://acme.pagerduty.com/teams/PFCVPS0\",\"id\":\"PFCVPS0\",\"self\":\"https://api.pagerduty.com/teams/PFCVPS0\",\"summary\":\"Engineering\",\"type\":\"team_reference\"}],\"priority\":{\"html_url\":\"https://acme.pagerduty.com/account/incident_priorities\",\"id\":\"PSO75BM\",\"self\":\"https://api.pagerduty.com/priorities/PSO75BM\",\"summary\":\"P1\",\"type\":\"priority_reference\"},\"urgency\":\"high\",\"conference_bridge\":{\"conference_number\":1000,\"conference_url\":\"https://example.com\"},\"resolve_reason\":null}}}";
    private static final String PAGERDUTY_SIGNATURE =
            "v1=0c0b9495b893a39e70d1fea2fe11fbe0a825f88b9f67846f6cc07dd2bc5476cd";
    private static final String OTHER_SIGNATURE = "v1=f03de6f61df6e454f3620c4d6aca17ad072d3f8bbb2760eac3b2ad391b5e8073";
    private static final Instant PAGERDUTY_NOW = Instant.parse("2021-04-26T17:36:30Z");

    private static final String SLACK_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    private static final Instant SLACK_NOW = Instant.ofEpochSecond(1_531_420_618);
    private static final byte[] SLACK_BODY = bytes(
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c");
    private static final Map<String, String> SLACK_HEADERS = Map.of(
            "X-Slack-Request-Timestamp",
            "1531420618",
            "X-Slack-Signature",
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");

    private final InboundHook pagerDuty = new InboundHook("pager", "pagerduty", List.of(PAGERDUTY_SECRET));
    private final InboundHook slack = new InboundHook("chat", "slack", List.of("0123456789abcdef", SLACK_SECRET));
    private final InboundHook jsm = new InboundHook("desk", "jsm", List.of("0123456789abcdef"));

    @Test
    void whatPagerDutySignedIsGenuine() {
        assertThat(isFromPagerDuty(PAGERDUTY_SIGNATURE, PAGERDUTY_BODY)).isTrue();
        assertThat(isFromPagerDuty(OTHER_SIGNATURE + "," + PAGERDUTY_SIGNATURE, PAGERDUTY_BODY))
                .isTrue();
    }

    @Test
    void whatPagerDutyDidNotSignIsNot() {
        assertThat(isFromPagerDuty(
                        "v1=7020c8a7ec668a9b7012bc3dd82e483394b038f4230acc6785efbf2a7d8bcaf5", PAGERDUTY_BODY))
                .isFalse();
        assertThat(isFromPagerDuty(PAGERDUTY_SIGNATURE, PAGERDUTY_BODY + " ")).isFalse();
        assertThat(isFromPagerDuty(PAGERDUTY_SIGNATURE.replace("v1", "v2"), PAGERDUTY_BODY))
                .isFalse();
        assertThat(isFromPagerDuty("", PAGERDUTY_BODY)).isFalse();
        assertThat(pagerDuty.isGenuine(name -> Optional.empty(), bytes(PAGERDUTY_BODY), PAGERDUTY_NOW))
                .isFalse();
    }

    private boolean isFromPagerDuty(String signature, String body) {
        return pagerDuty.isGenuine(headers(Map.of("X-PagerDuty-Signature", signature)), bytes(body), PAGERDUTY_NOW);
    }

    @Test
    void aChangeOfPriorityIsNotNoted() throws IOException {
        assertThat(pagerDuty.read(bytes(PAGERDUTY_BODY), PAGERDUTY_NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "incident.acknowledged, Tenex Engineer at pager acknowledged it",
        "incident.unacknowledged, Tenex Engineer at pager took the acknowledgement back",
        "incident.reassigned, Tenex Engineer at pager assigned it to User 123",
        "incident.resolved, Tenex Engineer at pager closed the ticket"
    })
    void whatPeopleDoInPagerDutyIsANote(String type, String sentence) throws IOException {
        String body = PAGERDUTY_BODY
                .replace("incident.priority_updated", type)
                .replace("\"number\":2", "\"incident_key\":\"01M83J1WGDM83J1WGDV7QYV4AN\"");

        Reported reported = pagerDuty.read(bytes(body), PAGERDUTY_NOW).orElseThrow();

        assertThat(reported.note().sentence()).isEqualTo(sentence);
        assertThat(reported.incidentId()).contains("01M83J1WGDM83J1WGDV7QYV4AN");
        assertThat(reported.title()).contains("A little bump in the road");
        assertThat(pagerDuty.read(bytes(body), PAGERDUTY_NOW).orElseThrow().note())
                .isEqualTo(reported.note());
        assertThat(pagerDuty.read(bytes(body), PAGERDUTY_NOW.plusSeconds(86_500)))
                .describedAs("a replay of the day before")
                .isEmpty();
    }

    /** For incidents with alerts, PagerDuty may leave the key out. */
    @Test
    void theKeyOfPagerDutyMayBeMissing() throws IOException {
        String body = PAGERDUTY_BODY
                .replace("incident.priority_updated", "incident.acknowledged")
                .replace("\"number\":2", "\"incident_key\":null");

        assertThat(pagerDuty.read(bytes(body), PAGERDUTY_NOW).orElseThrow().incidentId())
                .isEmpty();
    }

    @Test
    void whatSlackSignedIsGenuineForFiveMinutes() {
        assertThat(slack.isGenuine(headers(SLACK_HEADERS), SLACK_BODY, SLACK_NOW))
                .isTrue();
        assertThat(slack.isGenuine(headers(SLACK_HEADERS), SLACK_BODY, SLACK_NOW.plusSeconds(300)))
                .isTrue();
        assertThat(slack.isGenuine(headers(SLACK_HEADERS), SLACK_BODY, SLACK_NOW.plusSeconds(301)))
                .isFalse();
        assertThat(slack.isGenuine(headers(SLACK_HEADERS), SLACK_BODY, SLACK_NOW.minusSeconds(301)))
                .isFalse();
        assertThat(slack.isGenuine(headers(SLACK_HEADERS), bytes("payload=%7B%7D"), SLACK_NOW))
                .isFalse();
        assertThat(slack.isGenuine(
                        headers(Map.of("X-Slack-Signature", SLACK_HEADERS.get("X-Slack-Signature"))),
                        SLACK_BODY,
                        SLACK_NOW))
                .isFalse();
    }

    @Test
    void theButtonInSlackAcknowledges() throws IOException {
        String pressed =
                "{\"type\":\"block_actions\",\"user\":{\"id\":\"U061F7AUR\",\"username\":\"ada\"},\"actions\":[{\"action_id\":\"iotc_acknowledge\","
                        + "\"value\":\"01M83J1WGDM83J1WGDV7QYV4AN\",\"type\":\"button\",\"action_ts\":\"1548426417.840180\"}]}";

        Reported reported = slack.read(form(pressed), SLACK_NOW).orElseThrow();

        assertThat(reported.note().sentence()).isEqualTo("ada at chat acknowledged it");
        assertThat(reported.incidentId()).contains("01M83J1WGDM83J1WGDV7QYV4AN");
        assertThat(slack.read(form(pressed.replace("iotc_acknowledge", "other")), SLACK_NOW))
                .isEmpty();
        assertThat(slack.read(form("{\"type\":\"shortcut\"}"), SLACK_NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "payload", "payload=%", "payload={", "payload=%7B%7D&payload=%7B%7D", "{\"a\":1}"})
    void aFormThatIsNoneIsRefused(String body) {
        assertThatThrownBy(() -> slack.read(bytes(body), SLACK_NOW)).isInstanceOf(IOException.class);
    }

    @Test
    void jsmShowsItsSecretInAHeader() {
        assertThat(isFromJsm("Bearer 0123456789abcdef")).isTrue();
        assertThat(isFromJsm("bearer  0123456789abcdef")).isTrue();
        assertThat(isFromJsm("Bearer 0123456789abcdeF")).isFalse();
        assertThat(isFromJsm("Bearer ")).isFalse();
        assertThat(isFromJsm("0123456789abcdef")).isFalse();
        assertThat(isFromJsm("Basic 0123456789abcdef")).isFalse();
    }

    private boolean isFromJsm(String header) {
        return jsm.isGenuine(headers(Map.of("Authorization", header)), bytes("{}"), SLACK_NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "Acknowledge, admin@example.com at desk acknowledged it",
        "UnAcknowledge, admin@example.com at desk took the acknowledgement back",
        "AssignOwnership, admin@example.com at desk assigned it to bob@example.com",
        "Close, admin@example.com at desk closed the ticket"
    })
    void whatPeopleDoInJsmIsANote(String action, String sentence) throws IOException {
        Reported reported = jsm.read(alert(action, "\"owner\":\"bob@example.com\""), SLACK_NOW)
                .orElseThrow();

        assertThat(reported.note().sentence()).isEqualTo(sentence);
        assertThat(reported.incidentId()).contains("monitoring-alert-001");
    }

    @Test
    void notesInJsmAreCommentsUnlessTheyAreOurs() throws IOException {
        assertThat(jsm.read(alert("AddNote", "\"note\":\"on my way\""), SLACK_NOW)
                        .orElseThrow()
                        .note()
                        .text())
                .contains("on my way");
        assertThat(jsm.read(alert("AddNote", "\"note\":\"title\\nIncident: monitoring-alert-001\""), SLACK_NOW))
                .isEmpty();
        assertThat(jsm.read(alert("Create", "\"note\":\"\""), SLACK_NOW)).isEmpty();
    }

    @Test
    void theSameReportIsTheSameNoteAndAnotherIsNot() throws IOException {
        Note first = jsm.read(alert("Acknowledge", "\"updatedAt\":1"), SLACK_NOW)
                .orElseThrow()
                .note();
        Note again = jsm.read(alert("Acknowledge", "\"updatedAt\":1"), SLACK_NOW)
                .orElseThrow()
                .note();
        Note other = jsm.read(alert("Acknowledge", "\"updatedAt\":2"), SLACK_NOW)
                .orElseThrow()
                .note();

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(other.id()).isNotEqualTo(first.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{\"event\":", "\u0000"})
    void whatIsNoJsonIsRefused(String body) {
        assertThatThrownBy(() -> {
                    if (pagerDuty.read(bytes(body), PAGERDUTY_NOW).isEmpty()) {
                        throw new IOException("nothing to note");
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void deepJsonIsRefused() {
        assertThatThrownBy(() -> jsm.read(bytes("[".repeat(60_000)), SLACK_NOW)).isInstanceOf(IOException.class);
    }

    private static byte[] alert(String action, String field) {
        return bytes("{\"action\":\"" + action
                + "\",\"alert\":{\"alertId\":\"44f717bf-44bd-11c9-44c7-2d0cf1d07b23\",\"message\":\"Test alert from monitoring\","
                + "\"username\":\"admin@example.com\",\"alias\":\"monitoring-alert-001\",\"tinyId\":\"454\"," + field
                + "},\"source\":{\"name\":\"MonitoringTool\",\"type\":\"api\"}}");
    }

    private static byte[] form(String payload) {
        return bytes("payload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8));
    }

    private static Function<String, Optional<String>> headers(Map<String, String> all) {
        return name -> Optional.ofNullable(all.get(name));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
