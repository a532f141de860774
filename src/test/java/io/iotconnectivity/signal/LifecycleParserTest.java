package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.signal.Reading.Understood;
import io.iotconnectivity.signal.Reading.Unreadable;
import io.iotconnectivity.signal.Signal.ConnectFailed;
import io.iotconnectivity.signal.Signal.Connected;
import io.iotconnectivity.signal.Signal.Disconnected;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleParserTest {
    private static final Instant ARRIVED = Instant.parse("2026-11-23T10:00:00Z");
    private static final String SESSION = "a4666d2a-7d84-4ae5-ac5d-7b38c9cb7967";
    private static final String CERTIFICATE = "b5a9d1d1ff4f6a7dd4a1e0e3f5c2c3a4b5a9d1d1ff4f6a7dd4a1e0e3f5c2c3a4";

    private final LifecycleParser parser = new LifecycleParser();

    @Test
    void eventFromTheFutureIsReadBecauseOurOwnClockMayBeBehind() {
        Instant at = ARRIVED.plusSeconds(3 * 86_400);
        String event = "{\"clientId\":\"dev\",\"eventType\":\"connected\",\"timestamp\":" + at.toEpochMilli() + "}";

        assertThat(new LifecycleParser().read(event.getBytes(StandardCharsets.UTF_8), ARRIVED))
                .isInstanceOfSatisfying(Understood.class, understood -> assertThat(understood.signals())
                        .singleElement()
                        .satisfies(signal -> assertThat(signal.at()).isEqualTo(at)));
    }

    @Test
    void readsAConnect() {
        assertThat(understood(captured("connected")))
                .isEqualTo(new Connected(
                        new ClientId("186b5"),
                        Instant.ofEpochMilli(1573002230757L),
                        new Connection(
                                OptionalLong.of(0),
                                Optional.of(SESSION),
                                Optional.of(CERTIFICATE),
                                Optional.of("192.0.2.0"),
                                Optional.of("exampleThing"))));
    }

    @Test
    void readsADisconnect() {
        assertThat(understood(captured("disconnected")))
                .isEqualTo(new Disconnected(
                        new ClientId("186b5"),
                        Instant.ofEpochMilli(1573002340451L),
                        new Connection(
                                OptionalLong.of(0),
                                Optional.of(SESSION),
                                Optional.of(CERTIFICATE),
                                Optional.empty(),
                                Optional.of("exampleThing")),
                        Reason.CLIENT_INITIATED_DISCONNECT));
    }

    @Test
    void readsARefusedConnect() {
        assertThat(understood(captured("connect-failed"))).isInstanceOfSatisfying(ConnectFailed.class, failed -> {
            assertThat(failed.failure()).isEqualTo(new Reason("AUTHORIZATION_FAILED"));
            assertThat(failed.connection().version()).isEmpty();
            assertThat(failed.connection().ipAddress()).contains("192.0.2.0");
        });
    }

    @Test
    void readsTheSparseConnectOfTheEarlyYears() {
        assertThat(understood(captured("connected-2016"))).isInstanceOfSatisfying(Connected.class, connected -> {
            assertThat(connected.connection().version()).isEmpty();
            assertThat(connected.connection().session()).contains("00000000-0000-0000-0000-000000000000");
            assertThat(connected.connection().ipAddress()).isEmpty();
            assertThat(connected.connection().thing()).isEmpty();
        });
    }

    @Test
    void readsTheSparseDisconnectOfTheEarlyYears() {
        assertThat(understood(captured("disconnected-2017"))).isInstanceOfSatisfying(Disconnected.class, gone -> {
            assertThat(gone.reason()).isEqualTo(Reason.UNKNOWN);
            assertThat(gone.connection().session()).contains("00000000-0000-0000-0000-000000000000");
        });
    }

    @Test
    void threeFieldsAreEnough() {
        assertThat(understood("{'clientId':'a','eventType':'connected','timestamp':1573002230757}"))
                .isEqualTo(new Connected(new ClientId("a"), Instant.ofEpochMilli(1573002230757L), Connection.UNKNOWN));
    }

    @Test
    void nullCountsAsAbsent() {
        Signal signal = understood(disconnect("'versionNumber':null,'sessionIdentifier':null,'thingName':null,"
                + "'disconnectReason':null,'clientInitiatedDisconnect':null"));

        assertThat(signal)
                .isEqualTo(new Disconnected(
                        new ClientId("a"), Instant.ofEpochMilli(1573002230757L), Connection.UNKNOWN, Reason.UNKNOWN));
    }

    @Test
    void anEmptyTextCountsAsAbsent() {
        assertThat(connection(
                        disconnect("'sessionIdentifier':'','principalIdentifier':'','ipAddress':'','thingName':''")))
                .isEqualTo(Connection.UNKNOWN);
    }

    @Test
    void fieldsThatAreNotKnownAreSkipped() {
        Signal plain = understood(disconnect("'versionNumber':7"));

        assertThat(understood(disconnect("'clientid':5,'new':{'clientId':'b','deep':[[{}],null]},'versionNumber':7,"
                        + "'list':[1,{'timestamp':0}],'huge':" + "9".repeat(100_000))))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({
        "a4666d2a-7d84-4ae5-ac5d-7b38c9cb7967, a4666d2a-7d84-4ae5-ac5d-7b38c9cb7967",
        "a4666d2a7d844ae5ac5d7b38c9cb7967,     a4666d2a-7d84-4ae5-ac5d-7b38c9cb7967",
        "A4666D2A7D844AE5AC5D7B38C9CB7967,     a4666d2a-7d84-4ae5-ac5d-7b38c9cb7967",
        "a4666d2a-7d844ae5-ac5d7b38c9cb7967,   a4666d2a-7d84-4ae5-ac5d-7b38c9cb7967",
        "a4666d2a--7d844ae5ac5d7b38c9cb7967,   a4666d2a--7d844ae5ac5d7b38c9cb7967",
        "a4666d2-a7d844ae5ac5d7b38c9cb7967,    a4666d2-a7d844ae5ac5d7b38c9cb7967",
        "a4666d2a7d844ae5ac5d7b38c9cb7967-,    a4666d2a7d844ae5ac5d7b38c9cb7967-",
        "a4666d2a7d844ae5ac5d7b38c9cb79678,    a4666d2a7d844ae5ac5d7b38c9cb79678",
        "a4666d2a7d844ae5ac5d7b38c9cb796,      a4666d2a7d844ae5ac5d7b38c9cb796",
        "A Session,                            A Session",
        "a4666d2a7d844ae5ac5d7b38c9cb796Z,     a4666d2a7d844ae5ac5d7b38c9cb796Z",
    })
    void oneSessionHasOneForm(String given, String kept) {
        assertThat(connection(disconnect("'sessionIdentifier':'" + given + "'")).session())
                .contains(kept);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'disconnectReason':'CONNECTION_LOST'                                                | CONNECTION_LOST",
                "'disconnectReason':'CONNECTION_LOST','clientInitiatedDisconnect':false              | CONNECTION_LOST",
                "'disconnectReason':'BATTERY_SWAPPED'                                                | BATTERY_SWAPPED",
                "'disconnectReason':'CLIENT_INITIATED_DISCONNECT','clientInitiatedDisconnect':false  | CLIENT_INITIATED_DISCONNECT",
                "'disconnectReason':'CONNECTION_LOST','clientInitiatedDisconnect':true               | CONNECTION_LOST",
                "'clientInitiatedDisconnect':true                                                    | CLIENT_INITIATED_DISCONNECT",
                "'clientInitiatedDisconnect':false                                                   | UNKNOWN",
                "'disconnectReason':'','clientInitiatedDisconnect':true                              | CLIENT_INITIATED_DISCONNECT",
                "'disconnectReason':' '                                                              | UNKNOWN",
                "'versionNumber':1                                                                   | UNKNOWN",
            },
            quoteCharacter = '`')
    void theReasonFieldTellsWhy(String fields, String reason) {
        assertThat(understood(disconnect(fields))).isInstanceOfSatisfying(Disconnected.class, gone -> assertThat(
                        gone.reason().name())
                .isEqualTo(reason));
    }

    @Test
    void aRefusalWithoutAReasonHasAnUnknownOne() {
        assertThat(understood("{'clientId':'a','eventType':'connect_failed','timestamp':1573002230757}"))
                .isInstanceOfSatisfying(ConnectFailed.class, failed -> assertThat(failed.failure())
                        .isEqualTo(Reason.UNKNOWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "7.0", "7e0", "0.7E1", "'7'", "'007'", "'7.0'"})
    void aWholeVersionIsTakenInAnySpelling(String version) {
        assertThat(connection(disconnect("'versionNumber':" + version)).version())
                .hasValue(7);
    }

    @Test
    void aNumberMayHave32Digits() {
        assertThat(connection(disconnect("'versionNumber':'" + "0".repeat(31) + "7'"))
                        .version())
                .hasValue(7);
        assertThat(parser.read(bytes(disconnect("'versionNumber':'" + "0".repeat(32) + "7'")), ARRIVED))
                .isEqualTo(new Unreadable("versionNumber is not a non-negative integer"));
    }

    @Test
    void aVersionMayBeAsLargeAsALong() {
        assertThat(connection(disconnect("'versionNumber':9223372036854775807")).version())
                .hasValue(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1573002230757", "1573002230757.0", "1.573002230757E12", "'1573002230757'"})
    void aTimestampIsTakenInAnySpelling(String timestamp) {
        assertThat(understood("{'clientId':'a','eventType':'connected','timestamp':" + timestamp + "}")
                        .at())
                .isEqualTo(Instant.ofEpochMilli(1573002230757L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b/c",
                "line\\nbreak",
                "nul\\u0000",
                "\\u202eturned",
                "+#$",
                "ключ",
                "\\ud83d\\ude00",
                " ",
                "\\\""
            })
    void aClientIdIsKeptExactly(String escaped) {
        String expected = escaped.replace("\\n", "\n")
                .replace("\\u0000", "\0")
                .replace("\\u202e", "\u202e")
                .replace("\\ud83d\\ude00", "\ud83d\ude00")
                .replace("\\\"", "\"");

        assertThat(understood("{'clientId':'" + escaped + "','eventType':'connected','timestamp':1573002230757}")
                        .client()
                        .value())
                .isEqualTo(expected);
    }

    @Test
    void aClientIdMayHave128Bytes() {
        String id = "é".repeat(64);

        assertThat(understood("{'clientId':'" + id + "','eventType':'connected','timestamp':1573002230757}")
                        .client()
                        .value())
                .isEqualTo(id);
    }

    @Test
    void overlongTextsAreCutAndTheEventIsStillNews() {
        String fields = Stream.of("principalIdentifier", "ipAddress", "thingName", "sessionIdentifier")
                .map(field -> "'" + field + "':'" + "x".repeat(255) + "\ud83d\ude00'")
                .reduce("'disconnectReason':'" + "R".repeat(63) + "\ud83d\ude00'", (a, b) -> a + "," + b);

        assertThat(understood(disconnect(fields))).isInstanceOfSatisfying(Disconnected.class, gone -> {
            Optional<String> cutBeforeThePair = Optional.of("x".repeat(255));
            assertThat(gone.connection())
                    .isEqualTo(new Connection(
                            OptionalLong.empty(),
                            cutBeforeThePair,
                            cutBeforeThePair,
                            cutBeforeThePair,
                            cutBeforeThePair));
            assertThat(gone.reason().name()).isEqualTo("R".repeat(63));
        });
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void refuses(byte[] payload, String reason) {
        assertThat(parser.read(payload, ARRIVED)).isEqualTo(new Unreadable(reason));
    }

    static Stream<Arguments> refuses() {
        return Stream.of(
                refused("", "the payload is empty"),
                refused("  ", "the payload is empty"),
                refused("offline", "the payload is not a JSON object"),
                refused("{'clientId':'a',}", "the payload is not JSON"),
                refused("{'clientId':NaN}", "the payload is not JSON"),
                refused("{'clientId':'a'", "the JSON is truncated"),
                refused("{'clientId':'a", "the JSON is truncated"),
                refused("[]", "the payload is an empty array"),
                refused("null", "the payload is not a JSON object"),
                refused("'connected'", "the payload is not a JSON object"),
                refused(connect("'x':1") + " {}", "more text follows the JSON object"),
                refused(connect("'x':1") + "}", "the payload is not JSON"),
                refused(connect("'x':1") + "\0 {", "the payload is not JSON"),
                refused(connect("'x':" + nested(64)), "the JSON is nested deeper than 64 levels"),
                refused("[".repeat(100_000), "the JSON is nested deeper than 64 levels"),
                refused("{'a':" + "[".repeat(100_000), "the JSON is nested deeper than 64 levels"),
                refused("x".repeat(1_048_577), "the payload is 1048577 bytes long; the limit is 1048576"),
                refused("{}", "clientId is missing"),
                refused("{'clientId':null,'eventType':'connected'}", "clientId is missing"),
                refused("{'clientId':5}", "clientId is not a string"),
                refused("{'clientId':['a']}", "clientId is not a string"),
                refused("{'clientId':{'a':'b'}}", "clientId is not a string"),
                refused("{'clientId':true}", "clientId is not a string"),
                refused("{'clientId':''}", "clientId is empty"),
                refused("{'clientId':'" + "x".repeat(129) + "'}", "clientId is longer than 128 bytes"),
                refused("{'clientId':'" + "é".repeat(65) + "'}", "clientId is longer than 128 bytes"),
                refused("{'clientId':'\\ud83d'}", "clientId is not well-formed text"),
                refused("{'clientId':'\\ude00\\ud83d'}", "clientId is not well-formed text"),
                refused("{'clientId':'a','clientId':'b'}", "\"clientId\" occurs twice"),
                refused("{'clientId':'a','client\\u0049d':'a'}", "\"clientId\" occurs twice"),
                refused("{'\\n':1,'\\n':1}", "\"\\u000a\" occurs twice"),
                refused("{'clientId':'a','timestamp':1573002230757}", "eventType is missing"),
                refused("{'clientId':'a','eventType':1}", "eventType is not a string"),
                refused(event("'eventType':'CONNECTED'"), "unknown eventType \"CONNECTED\""),
                refused(event("'eventType':''"), "unknown eventType \"\""),
                refused(
                        event("'eventType':'<b>\\r\\nforged line of a log'"),
                        "unknown eventType \"<b>\\u000d\\u000aforged line of …\""),
                refused(
                        event("'eventType':'unsubscribed'"),
                        "eventType \"unsubscribed\" is about a subscription, not a connection: narrow the topic to"
                                + " $aws/events/presence/#"),
                refused("{'clientId':'a','eventType':'connected'}", "timestamp is missing"),
                refused(at("[]"), "timestamp is not a number"),
                refused(at("true"), "timestamp is not a number"),
                refused(at("'yesterday'"), "timestamp is not a non-negative integer"),
                refused(at("'2026-11-23T10:00:00Z'"), "timestamp is not a non-negative integer"),
                refused(at("''"), "timestamp is missing"),
                refused(at("-1573002230757"), "timestamp is not a non-negative integer"),
                refused(at("1573002230757.5"), "timestamp is not a non-negative integer"),
                refused(at("9".repeat(1000)), "timestamp is not a non-negative integer"),
                refused(at("1e999999999"), "timestamp is not a non-negative integer"),
                refused(at("1e-999999999"), "timestamp is not a non-negative integer"),
                refused(at("0"), "timestamp is not a time in milliseconds between the years 2010 and 9999"),
                refused(at("1573002230"), "timestamp is not a time in milliseconds between the years 2010 and 9999"),
                refused(
                        at("253402300800000"),
                        "timestamp is not a time in milliseconds between the years 2010 and 9999"),
                refused(
                        at("9223372036854775807"),
                        "timestamp is not a time in milliseconds between the years 2010 and 9999"),
                refused(connect("'versionNumber':-1"), "versionNumber is not a non-negative integer"),
                refused(connect("'versionNumber':7.5"), "versionNumber is not a non-negative integer"),
                refused(connect("'versionNumber':'seven'"), "versionNumber is not a non-negative integer"),
                refused(connect("'versionNumber':9223372036854775808"), "versionNumber is not a non-negative integer"),
                refused(connect("'versionNumber':false"), "versionNumber is not a number"),
                refused(connect("'sessionIdentifier':1"), "sessionIdentifier is not a string"),
                refused(connect("'principalIdentifier':{}"), "principalIdentifier is not a string"),
                refused(connect("'ipAddress':[]"), "ipAddress is not a string"),
                refused(connect("'thingName':1.5"), "thingName is not a string"),
                refused(connect("'disconnectReason':false"), "disconnectReason is not a string"),
                refused(connect("'connectFailureReason':0"), "connectFailureReason is not a string"),
                refused(
                        connect("'clientInitiatedDisconnect':'yes'"),
                        "clientInitiatedDisconnect is neither true nor false"));
    }

    @Test
    void refusesTheEventOfASubscription() {
        assertThat(parser.read(captured("subscribed"), ARRIVED))
                .isEqualTo(new Unreadable("eventType \"subscribed\" is about a subscription, not a connection: narrow"
                        + " the topic to $aws/events/presence/#"));
    }

    @ParameterizedTest
    @MethodSource
    void refusesWhatIsNotStrictUtf8(byte[] badBytes) {
        byte[] payload = concat(
                bytes("{'clientId':'a"), badBytes, bytes("','eventType':'connected','timestamp':1573002230757}"));

        assertThat(parser.read(payload, ARRIVED)).isEqualTo(new Unreadable("the payload is not valid UTF-8"));
    }

    static Stream<byte[]> refusesWhatIsNotStrictUtf8() {
        return Stream.of(
                new byte[] {(byte) 0xff},
                new byte[] {(byte) 0xc3},
                // Overlong forms of '/' and NUL, half a surrogate pair, beyond Unicode.
                new byte[] {(byte) 0xc0, (byte) 0xaf},
                new byte[] {(byte) 0xc0, (byte) 0x80},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80});
    }

    @Test
    void refusesOtherEncodings() {
        byte[] utf16 = "{\"clientId\":\"a\"}".getBytes(StandardCharsets.UTF_16);

        assertThat(parser.read(utf16, ARRIVED)).isInstanceOf(Unreadable.class);
    }

    @Test
    void acceptsTheLimitsThemselves() {
        String deepest = connect("'x':" + nested(63));
        String start = connect("'x':'");
        String longest = connect("'x':'" + "x".repeat(128 * 1024 - start.length() - 1) + "'");

        assertThat(bytes(longest)).hasSize(128 * 1024);
        assertThat(understood(deepest)).isInstanceOf(Connected.class);
        assertThat(understood(longest)).isInstanceOf(Connected.class);
        assertThat(understood(at("" + ARRIVED.plusSeconds(86_400).toEpochMilli())))
                .isInstanceOf(Connected.class);
    }

    private Signal understood(String json) {
        return understood(bytes(json));
    }

    private Signal understood(byte[] payload) {
        Reading reading = parser.read(payload, ARRIVED);
        assertThat(reading).isInstanceOf(Understood.class);
        return ((Understood) reading).signals().get(0);
    }

    private Connection connection(String disconnect) {
        return ((Disconnected) understood(disconnect)).connection();
    }

    private static Arguments refused(String json, String reason) {
        return Arguments.of(bytes(json), reason);
    }

    private static String connect(String fields) {
        return event("'eventType':'connected'," + fields);
    }

    private static String disconnect(String fields) {
        return event("'eventType':'disconnected'," + fields);
    }

    private static String event(String fields) {
        return "{'clientId':'a','timestamp':1573002230757," + fields + "}";
    }

    private static String at(String timestamp) {
        return "{'clientId':'a','eventType':'connected','timestamp':" + timestamp + "}";
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[]... parts) {
        return Arrays.stream(parts).reduce(new byte[0], (a, b) -> {
            byte[] both = Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, both, a.length, b.length);
            return both;
        });
    }

    private static byte[] captured(String name) {
        try (InputStream file = LifecycleParserTest.class.getResourceAsStream("/lifecycle/" + name + ".json")) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
