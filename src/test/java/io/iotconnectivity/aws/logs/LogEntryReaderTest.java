package io.iotconnectivity.aws.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.logs.LogEntryReader.Reading;
import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogEntryReaderTest {
    private static final Instant WRITTEN = Instant.parse("2026-11-23T10:00:05Z");

    @Test
    void everythingThatADisconnectTellsIsRead() {
        LogEntry entry = read(
                """
                {"timestamp":"2026-11-23 10:00:00.476","logLevel":"INFO","traceId":"20b23f3f","accountId":"123456789012",
                 "status":"Success","eventType":"Disconnect","protocol":"MQTT","clientId":"pump/7","principalId":"1451",
                 "sourceIp":"205.251.233.181","sourcePort":13490,"disconnectReason":"MQTT_KEEP_ALIVE_TIMEOUT",
                 "reason":"CLIENT_ERROR","details":"No packet came","extra":{"deep":[1,{"more":true}]}}""");

        assertThat(entry.client()).isEqualTo(new ClientId("pump/7"));
        assertThat(entry.subject()).isEqualTo(Subject.DISCONNECT);
        assertThat(entry.at()).isEqualTo(Instant.parse("2026-11-23T10:00:00.476Z"));
        assertThat(entry.diagnosis())
                .isEqualTo(new Diagnosis(
                        Optional.of(entry.at()),
                        Optional.of(Reason.MQTT_KEEP_ALIVE_TIMEOUT),
                        Optional.of("No packet came"),
                        Optional.of("205.251.233.181"),
                        OptionalInt.of(13490),
                        Optional.of("1451"),
                        Optional.of("20b23f3f")));
    }

    @Test
    void takeOverIsSpelledAsInTheLifecycleEvents() {
        assertThat(read("{\"eventType\":\"Disconnect\",\"clientId\":\"a\",\"reason\":\"DUPLICATE_CLIENT_ID\"}")
                        .diagnosis()
                        .reason())
                .contains(Reason.DUPLICATE_CLIENTID);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // disconnectReason, reason, details, the reason that is read
                "CLIENT_INITIATED_DISCONNECT, DUPLICATE_CLIENT_ID, -, DUPLICATE_CLIENTID",
                "DUPLICATE_CLIENTID, CLIENT_ERROR, -, DUPLICATE_CLIENTID",
                "CLIENT_ERROR, -, Failure reason:DUPLICATE_CLIENT_ID, DUPLICATE_CLIENTID",
                "-, duplicate-client-id, -, DUPLICATE_CLIENTID",
                "CLIENT_INITIATED_DISCONNECT, CONNECTION_LOST, -, CONNECTION_LOST",
                "CLIENT_ERROR, MQTT_KEEPALIVE_TIMEOUT, -, MQTT_KEEP_ALIVE_TIMEOUT",
                "SERVER_ERROR, CLIENT_ERROR, -, SERVER_ERROR",
                "CONNECTION_LOST, AUTH_ERROR, -, CONNECTION_LOST",
                "NONE, CONNECTION_LOST, -, CONNECTION_LOST",
                "UNKNOWN, SOCKET_CLOSED, -, SOCKET_CLOSED",
                "INVENTED_LATER, CLIENT_INITIATED_DISCONNECT, -, INVENTED_LATER",
                "CLIENT_INITIATED_DISCONNECT, OK, -, CLIENT_INITIATED_DISCONNECT",
                "UNKNOWN, -, -, UNKNOWN"
            })
    void ofTwoReasonsTheOneThatTellsMoreIsRead(String ended, String beside, String details, String read) {
        String entry = Stream.of(
                        Map.entry("disconnectReason", Optional.ofNullable(ended)),
                        Map.entry("reason", Optional.ofNullable(beside)),
                        Map.entry("details", Optional.ofNullable(details)))
                .filter(field -> field.getValue().isPresent())
                .map(field ->
                        ",\"" + field.getKey() + "\":\"" + field.getValue().get() + '"')
                .collect(Collectors.joining("", "{\"eventType\":\"Disconnect\",\"clientId\":\"a\"", "}"));

        assertThat(read(entry).diagnosis().reason()).contains(new Reason(read));
    }

    @Test
    void entryWithTwoReasonsIsAboutTheEventWithEither() {
        LogEntry entry = read("{\"eventType\":\"Disconnect\",\"clientId\":\"a\",\"reason\":\"DUPLICATE_CLIENT_ID\","
                + "\"disconnectReason\":\"CLIENT_INITIATED_DISCONNECT\"}");

        assertThat(entry.isAbout(question(Reason.CLIENT_INITIATED_DISCONNECT))).isTrue();
        assertThat(entry.isAbout(question(Reason.DUPLICATE_CLIENTID))).isTrue();
        assertThat(entry.isAbout(question(Reason.CONNECTION_LOST))).isFalse();
    }

    private static LookUp question(Reason reason) {
        return new LookUp(new ClientId("a"), Subject.DISCONNECT, WRITTEN, Optional.of(reason));
    }

    @Test
    void refusedConnectIsToldFromASuccessfulOne() {
        assertThat(read("{\"eventType\":\"Connect\",\"status\":\"Failure\",\"clientId\":\"a\","
                                + "\"reason\":\"AUTHORIZATION_FAILURE\"}")
                        .subject())
                .isEqualTo(Subject.CONNECT_FAILED);
        assertOther("{\"eventType\":\"Connect\",\"status\":\"Success\",\"clientId\":\"a\"}");
        assertOther("{\"eventType\":\"Publish-In\",\"status\":\"Failure\",\"clientId\":\"a\"}");
    }

    @Test
    void entryWithNothingButItsKindAndClientIsRead() {
        LogEntry entry = read("{\"eventType\":\"Disconnect\",\"clientId\":\"a\"}");
        assertThat(entry.at()).isEqualTo(WRITTEN);
        assertThat(entry.diagnosis().isFound()).isTrue();
        assertThat(entry.diagnosis().reason()).isEmpty();
        assertThat(entry.diagnosis().sourcePort()).isEmpty();
    }

    @Test
    void fieldsOfTheWrongTypeAreLeftOut() {
        LogEntry entry = read("{\"eventType\":\"Disconnect\",\"clientId\":\"a\",\"timestamp\":12,\"sourcePort\":\"x\","
                + "\"sourceIp\":[\"1.2.3.4\"],\"reason\":null,\"details\":{\"a\":1},\"disconnectReason\":\"\"}");
        assertThat(entry.diagnosis())
                .isEqualTo(new Diagnosis(
                        Optional.of(WRITTEN),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void longDetailsAreCutBetweenCharacters() {
        String details = read("{\"eventType\":\"Disconnect\",\"clientId\":\"a\",\"details\":\"x" + "😀".repeat(400)
                        + "\"}")
                .diagnosis()
                .details()
                .orElseThrow();
        assertThat(details).hasSize(Diagnosis.MAX_DETAILS - 1).endsWith("😀");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not JSON",
                "[]",
                "{\"eventType\":\"Disconnect\",\"clientId\":\"a\"",
                "{\"clientId\":\"a\"}",
                "{\"eventType\":{\"a\":\"Disconnect\"},\"clientId\":\"a\"}"
            })
    void garbageIsTold(String message) {
        assertThat(LogEntryReader.read(message, WRITTEN)).isInstanceOf(Reading.Garbage.class);
    }

    @Test
    void hugeAndDeepEntriesAreGarbage() {
        String huge = "{\"eventType\":\"Disconnect\",\"clientId\":\"a\",\"x\":\"" + "y".repeat(70_000) + "\"}";
        String deep =
                "{\"eventType\":\"Disconnect\",\"clientId\":\"a\",\"x\":" + "[".repeat(500) + "]".repeat(500) + "}";
        assertThat(LogEntryReader.read(huge, WRITTEN)).isInstanceOf(Reading.Garbage.class);
        assertThat(LogEntryReader.read(deep, WRITTEN)).isInstanceOf(Reading.Garbage.class);
    }

    @Test
    void entryWithoutAUsableClientIsNoAnswer() {
        assertOther("{\"eventType\":\"Disconnect\"}");
        assertOther("{\"eventType\":\"Disconnect\",\"clientId\":\"" + "a".repeat(129) + "\"}");
    }

    @Property(tries = 500)
    void nothingMakesItFail(@ForAll String message) {
        assertThat(LogEntryReader.read(message, WRITTEN)).isNotNull();
        String within = "{\"eventType\":\"Disconnect\",\"clientId\":\"a\",\"details\":" + message + "}";
        assertThat(LogEntryReader.read(within, WRITTEN)).isNotNull();
    }

    private static void assertOther(String message) {
        assertThat(LogEntryReader.read(message, WRITTEN)).isInstanceOf(Reading.Other.class);
    }

    private static LogEntry read(String message) {
        return ((Reading.Read) LogEntryReader.read(message, WRITTEN)).entry();
    }
}
