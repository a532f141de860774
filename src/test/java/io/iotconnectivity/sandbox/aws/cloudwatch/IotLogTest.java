package io.iotconnectivity.sandbox.aws.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.LifecycleEvent;
import io.iotconnectivity.sandbox.LifecycleEvent.Type;
import io.iotconnectivity.sandbox.Link;
import io.iotconnectivity.sandbox.aws.iot.LoggingOptions;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class IotLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant T = Instant.parse("2026-11-23T10:00:00.025Z");

    private Instant now = T;
    private final Logs logs = new Logs(() -> now);
    private final LoggingOptions options = new LoggingOptions();
    private final IotLog log = new IotLog(logs, options, Duration.ofSeconds(5));

    @Test
    void aConnectHasTheFieldsOfAwsInTheirOrder() {
        log.accept(connected("s1"));
        JsonNode entry = entries().get(0);
        assertThat(fields(entry))
                .containsExactly(
                        "timestamp",
                        "logLevel",
                        "traceId",
                        "accountId",
                        "status",
                        "eventType",
                        "protocol",
                        "clientId",
                        "principalId",
                        "sourceIp",
                        "sourcePort");
        assertThat(entry.get("timestamp").asText()).isEqualTo("2026-11-23 10:00:00.025");
        assertThat(entry.get("eventType").asText()).isEqualTo("Connect");
        assertThat(entry.get("status").asText()).isEqualTo("Success");
        assertThat(entry.get("logLevel").asText()).isEqualTo("INFO");
        assertThat(entry.get("sourceIp").asText()).isEqualTo("192.0.2.7");
    }

    @Test
    void aDisconnectTellsTheAddressWhichItsEventDoesNot() {
        log.accept(disconnected("s1", "CONNECTION_LOST"));
        JsonNode entry = entries().get(0);
        assertThat(entry.get("eventType").asText()).isEqualTo("Disconnect");
        assertThat(entry.get("disconnectReason").asText()).isEqualTo("CONNECTION_LOST");
        assertThat(entry.get("sourceIp").asText()).isEqualTo("192.0.2.7");
        assertThat(entry.get("sourcePort").asInt()).isEqualTo(50_000);
        assertThat(entry.has("reason")).isFalse();
    }

    @Test
    void aTakeOverHasTheSpellingOfTheLogBesideThatOfTheEvent() {
        log.accept(disconnected("s1", "DUPLICATE_CLIENTID"));
        JsonNode entry = entries().get(0);
        assertThat(entry.get("reason").asText()).isEqualTo("DUPLICATE_CLIENT_ID");
        assertThat(entry.get("details").asText()).isNotBlank();
        assertThat(entry.get("disconnectReason").asText()).isEqualTo("DUPLICATE_CLIENTID");
    }

    @Test
    void aRefusedConnectIsAFailure() {
        log.accept(event(Type.CONNECT_FAILED, "s1", Optional.of("192.0.2.7"), Optional.of("AUTHORIZATION_FAILED")));
        JsonNode entry = entries().get(0);
        assertThat(entry.get("eventType").asText()).isEqualTo("Connect");
        assertThat(entry.get("status").asText()).isEqualTo("Failure");
        assertThat(entry.get("logLevel").asText()).isEqualTo("ERROR");
        assertThat(entry.get("reason").asText()).isEqualTo("AUTHORIZATION_FAILURE");
        assertThat(entry.has("disconnectReason")).isFalse();
    }

    @Test
    void anEntryIsFoundOnlyWhenItHasBeenIngestedAndThenWithTheTimeOfTheHappening() {
        log.accept(disconnected("s1", "CONNECTION_LOST"));
        now = T.plusMillis(4_999);
        assertThat(found()).isEmpty();
        now = T.plusSeconds(5);
        assertThat(found()).singleElement().satisfies(event -> {
            assertThat(event.get("timestamp").asLong()).isEqualTo(T.toEpochMilli());
            assertThat(event.get("ingestionTime").asLong())
                    .isEqualTo(T.plusSeconds(5).toEpochMilli());
        });
    }

    @Test
    void whatIsBelowTheLevelOfTheAccountIsNotLogged() throws IOException {
        options.set(JSON.createObjectNode().put("defaultLogLevel", "ERROR"));
        log.accept(disconnected("s1", "CONNECTION_LOST"));
        log.accept(event(Type.CONNECT_FAILED, "s2", Optional.of("192.0.2.7"), Optional.of("AUTHORIZATION_FAILED")));
        assertThat(entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.get("status").asText()).isEqualTo("Failure"));
    }

    @Test
    void aTypeOfEventGoesToTheLogGroupThatItHas() throws IOException {
        options.set((ObjectNode) JSON.readTree(
                "{\"eventConfigurations\":[{\"eventType\":\"Disconnect\",\"logDestination\":\"iot/disconnects\"}]}"));
        log.accept(connected("s1"));
        log.accept(disconnected("s1", "CONNECTION_LOST"));
        assertThat(entries()).hasSize(1);
        assertThat(logs.messages("iot/disconnects")).singleElement().satisfies(message -> assertThat(message)
                .contains("CONNECTION_LOST"));
    }

    private List<JsonNode> found() {
        ObjectNode input = JSON.createObjectNode().put("logGroupName", IotLog.GROUP);
        List<JsonNode> events = new ArrayList<>();
        logs.call(new Call("FilterLogEvents", input)).get("events").forEach(events::add);
        return events;
    }

    private List<JsonNode> entries() {
        return logs.messages(IotLog.GROUP).stream()
                .map(message -> {
                    try {
                        return JSON.readTree(message);
                    } catch (IOException e) {
                        throw new AssertionError(message, e);
                    }
                })
                .toList();
    }

    private static List<String> fields(JsonNode entry) {
        List<String> names = new ArrayList<>();
        entry.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static LifecycleEvent connected(String session) {
        return event(Type.CONNECTED, session, Optional.of("192.0.2.7"), Optional.empty());
    }

    private static LifecycleEvent disconnected(String session, String reason) {
        return event(Type.DISCONNECTED, session, Optional.empty(), Optional.of(reason));
    }

    private static LifecycleEvent event(Type type, String session, Optional<String> ip, Optional<String> reason) {
        return new LifecycleEvent(
                type,
                "lwtThing",
                Optional.empty(),
                T,
                session,
                "principal",
                ip,
                OptionalLong.of(0),
                reason,
                Optional.of(new Link("192.0.2.7", 50_000, 30, true, 0)));
    }
}
