package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.settings.ShippedSettings;
import io.iotconnectivity.signal.Reading.Understood;
import io.iotconnectivity.signal.Reading.Unreadable;
import io.iotconnectivity.signal.Signal.ConnectFailed;
import io.iotconnectivity.signal.Signal.Connected;
import io.iotconnectivity.signal.Signal.Disconnected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The parsers cope with any input, and understand what AWS sends. */
class ParserFuzzTest {
    private static final Instant ARRIVED = Instant.parse("2026-11-23T10:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> MESSAGES = List.of(
            "{\"clientId\":\"a\",\"timestamp\":1573002340451,\"eventType\":\"disconnected\",\"sessionIdentifier\":"
                    + "\"a4666d2a7d844ae5ac5d7b38c9cb7967\",\"clientInitiatedDisconnect\":true,"
                    + "\"disconnectReason\":\"CLIENT_INITIATED_DISCONNECT\",\"versionNumber\":0}",
            "{\"base64OriginalPayload\":\"eyJjbGllbnRJZCI6ImEifQ==\",\"clientId\":\"a\",\"failures\":[{}]}",
            "[{\"detail-type\":\"x\",\"detail\":{\"clientId\":\"a\"}},{\"Records\":[{\"kinesis\":{\"data\":\"e30=\"}}]}]",
            "eyJjbGllbnRJZCI6ImEiLCJ0aW1lc3RhbXAiOjE1NzMwMDIzNDA0NTEsImV2ZW50VHlwZSI6ImNvbm5lY3RlZCJ9",
            "{\"Type\":\"Notification\",\"Message\":\"{\\\"clientId\\\":\\\"a\\\"}\"}",
            "{\"state\":{\"reported\":{\"last_will\":\"yes\",\"trigger_action\":\"on\",\"client_id\":\"a\\u00e9\"}}}");

    private final LifecycleParser lifecycle = new LifecycleParser();
    private final WillParser wills = new WillParser(
            new DeviceTopic("lwt/#", ""), ShippedSettings.with().sources().willWords());
    private final SignOfLifeParser signs = new SignOfLifeParser(new DeviceTopic("lwt/#", ""));

    @Property
    void anyBytesGetAnAnswer(@ForAll @Size(max = 300) byte[] payload, @ForAll String topic) {
        assertAnswered(payload, topic);
    }

    @Property
    void anyTextGetsAnAnswer(@ForAll("jsonLike") String payload, @ForAll String topic) {
        assertAnswered(payload.getBytes(StandardCharsets.UTF_8), topic);
    }

    @Property
    void damagedMessagesGetAnAnswer(@ForAll("damagedMessages") byte[] payload) {
        assertAnswered(payload, "lwt/dev1");
    }

    @Property(tries = 100)
    void anyDepthGetsAnAnswer(@ForAll @IntRange(max = 20_000) int levels, @ForAll("openings") String opening) {
        assertAnswered(opening.repeat(levels).getBytes(StandardCharsets.UTF_8), "lwt/dev1");
    }

    @Property(tries = 200)
    void anyNumberGetsAnAnswer(@ForAll("numbers") String number) {
        String event = "{\"clientId\":\"a\",\"eventType\":\"connected\",\"timestamp\":" + number + ",\"versionNumber\":"
                + number + ",\"other\":" + number + "}";

        assertAnswered(event.getBytes(StandardCharsets.UTF_8), "lwt/dev1");
    }

    @Property
    void whatAwsSendsIsUnderstood(@ForAll("events") Signal event) throws Exception {
        assertThat(lifecycle.read(JSON.writeValueAsBytes(asAwsSendsIt(event)), ARRIVED))
                .isEqualTo(new Understood(event));
    }

    private void assertAnswered(byte[] payload, String topic) {
        for (Reading reading : List.of(
                lifecycle.read(payload, ARRIVED),
                wills.read(topic, payload, ARRIVED),
                signs.read(topic, payload, ARRIVED))) {
            if (reading instanceof Unreadable unreadable) {
                assertThat(unreadable.reason()).isNotBlank().hasSizeLessThanOrEqualTo(200);
                assertThat(unreadable.reason().codePoints())
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
            } else if (reading instanceof Understood understood) {
                assertThat(understood.signals()).isNotEmpty().allSatisfy(signal -> assertThat(
                                signal.client().value())
                        .isNotEmpty());
            }
        }
    }

    @Provide
    Arbitrary<String> jsonLike() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"",
                        "\\",
                        "\\u",
                        "\\ud83d",
                        "null",
                        "true",
                        "0",
                        "-",
                        "1e9",
                        " ",
                        "\"clientId\":",
                        "\"eventType\":",
                        "\"timestamp\":",
                        "\"versionNumber\":",
                        "\"connected\"",
                        "\"state\":",
                        "\"reported\":",
                        "\"client_id\":",
                        "\"a\"",
                        "\u0000",
                        "\u2028",
                        "\ud83d\ude00",
                        "1573002340451")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<byte[]> damagedMessages() {
        Arbitrary<byte[]> message = Arbitraries.of(MESSAGES).map(m -> m.getBytes(StandardCharsets.UTF_8));
        Arbitrary<Integer> place = Arbitraries.integers().between(0, 10_000);
        return Combinators.combine(
                        message, place, Arbitraries.bytes(), place.list().ofMaxSize(3))
                .as((bytes, cutAt, junk, places) -> {
                    byte[] damaged = bytes.clone();
                    places.forEach(p -> damaged[p % damaged.length] = (byte) (junk + p));
                    boolean cut = places.isEmpty();
                    return cut ? Arrays.copyOf(damaged, cutAt % damaged.length) : damaged;
                });
    }

    @Provide
    Arbitrary<String> openings() {
        return Arbitraries.of("[", "{\"a\":", "{\"state\":", "{\"state\":{\"reported\":");
    }

    @Provide
    Arbitrary<String> numbers() {
        Arbitrary<String> digits =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(2_000);
        Arbitrary<String> exponent = Arbitraries.integers().map(e -> "e" + e);
        return Combinators.combine(Arbitraries.of("", "-"), digits, digits, exponent)
                .as((sign, whole, fraction, power) -> sign + whole + "." + fraction + power)
                .injectDuplicates(0.1);
    }

    @Provide
    Arbitrary<Signal> events() {
        Arbitrary<ClientId> client = Arbitraries.strings()
                .withChars('a', 'Z', '0', '/', ' ', '"', '\\', '\n', '\0', '\u202e', 'é', '+', '$')
                .ofMinLength(1)
                .ofMaxLength(64)
                .map(ClientId::new);
        Arbitrary<Instant> at = Arbitraries.longs()
                .between(Instant.parse("2010-01-01T00:00:00Z").toEpochMilli(), ARRIVED.toEpochMilli())
                .map(Instant::ofEpochMilli);
        Arbitrary<Optional<String>> text =
                Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(256).optional();
        Arbitrary<Optional<String>> session = Arbitraries.longs()
                .tuple2()
                .map(bits -> new UUID(bits.get1(), bits.get2()).toString())
                .optional();
        Arbitrary<OptionalLong> version = Arbitraries.longs()
                .greaterOrEqual(0)
                .optional()
                .map(v -> v.map(OptionalLong::of).orElse(OptionalLong.empty()));
        Arbitrary<Connection> connection =
                Combinators.combine(version, session, text, text, text).as(Connection::new);
        Arbitrary<Reason> reason = Arbitraries.of(Reason.CONNECTION_LOST, Reason.UNKNOWN, new Reason("OF_TOMORROW"));
        return Arbitraries.oneOf(
                Combinators.combine(client, at, connection).as(Connected::new),
                Combinators.combine(client, at, connection, reason).as(Disconnected::new),
                Combinators.combine(client, at, connection, reason).as(ConnectFailed::new));
    }

    private static ObjectNode asAwsSendsIt(Signal signal) {
        ObjectNode json = JSON.createObjectNode();
        json.put("clientId", signal.client().value());
        json.put("timestamp", signal.at().toEpochMilli());
        if (signal instanceof Connected connected) {
            json.put("eventType", "connected");
            addConnection(json, connected.connection());
        } else if (signal instanceof Disconnected disconnected) {
            json.put("eventType", "disconnected");
            json.put("disconnectReason", disconnected.reason().name());
            addConnection(json, disconnected.connection());
        } else if (signal instanceof ConnectFailed failed) {
            json.put("eventType", "connect_failed");
            json.put("connectFailureReason", failed.failure().name());
            addConnection(json, failed.connection());
        }
        return json;
    }

    private static void addConnection(ObjectNode json, Connection connection) {
        connection.version().ifPresent(v -> json.put("versionNumber", v));
        connection.session().ifPresent(s -> json.put("sessionIdentifier", s));
        connection.principal().ifPresent(p -> json.put("principalIdentifier", p));
        connection.ipAddress().ifPresent(i -> json.put("ipAddress", i));
        connection.thing().ifPresent(t -> json.put("thingName", t));
    }
}
