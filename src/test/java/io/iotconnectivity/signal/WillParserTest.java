package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.signal.Reading.Understood;
import io.iotconnectivity.signal.Reading.Unreadable;
import io.iotconnectivity.signal.Signal.LastWill;
import io.iotconnectivity.signal.Signal.SignOfLife;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WillParserTest {
    private static final Instant ARRIVED = Instant.parse("2026-11-23T10:00:00Z");
    private static final String NAMELESS = "there is no client_id in the payload, and the topic names none";

    private final WillParser parser = parser("lwt/+");

    @Test
    void readsTheWillOfTheAwsBlog() {
        WillParser blog = parser("/last/will/topic");
        String payload = "{'state':{'reported':{'last_will':'yes','trigger_action':'on','client_id':'lwtThing'}}}";

        assertThat(blog.read("/last/will/topic", bytes(payload), ARRIVED)).isEqualTo(will("lwtThing"));
    }

    @Test
    void aTopicThatAllDevicesShareNamesNoDevice() {
        WillParser blog = parser("/last/will/topic");
        String payload = "{'state':{'reported':{'last_will':'yes','trigger_action':'on'}}}";

        assertThat(blog.read("/last/will/topic", bytes(payload), ARRIVED)).isEqualTo(new Unreadable(NAMELESS));
        assertThat(blog.read("/last/will/topic", bytes("offline"), ARRIVED)).isEqualTo(new Unreadable(NAMELESS));
    }

    @Test
    void thePayloadNamesTheDeviceBeforeTheTopicDoes() {
        assertThat(read("{'state':{'reported':{'client_id':'a/b'}}}")).isEqualTo(will("a/b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "offline",
                "0",
                "null",
                "'offline'",
                "['offline']",
                "{}",
                "{'state':'offline'}",
                "{'state':{'reported':null}}",
                "{'state':{'reported':['x']}}",
                "{'state':{'reported':{'client_id':null}}}",
                "{'state':{'desired':{'client_id':'other'}},'client_id':'other'}",
                "{'reported':{'client_id':'other'}}",
                "{'state':{'reported':{'connected':{'client_id':'other'}}}}",
            })
    void theTopicNamesTheDeviceWhereThePayloadDoesNot(String payload) {
        assertThat(read(payload)).isEqualTo(will("dev1"));
    }

    @Test
    void bytesThatAreNoTextAreAWill() {
        byte[] binary = {(byte) 0xff, 0, '{', (byte) 0xfe};

        assertThat(parser.read("lwt/dev1", binary, ARRIVED)).isEqualTo(will("dev1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'last_will':'no','trigger_action':'off'",
                "'last_will':'no'",
                "'trigger_action':'off'",
                "'last_will':'yes','trigger_action':'off'",
                "'trigger_action':'off','last_will':'yes'",
            })
    void aDeviceThatTakesItsWillBackIsAlive(String reported) {
        assertThat(read("{'state':{'reported':{" + reported + ",'client_id':'a'}}}"))
                .isEqualTo(new Understood(new SignOfLife(new ClientId("a"), ARRIVED)));
        assertThat(read("{'state':{'reported':{" + reported + "}}}"))
                .isEqualTo(new Understood(new SignOfLife(new ClientId("dev1"), ARRIVED)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'last_will':'maybe'", "'last_will':0", "'last_will':['no']", "'trigger_action':{'off':'off'}"})
    void anythingButTheAgreedWordIsAWill(String reported) {
        assertThat(read("{'state':{'reported':{" + reported + "}}}")).isEqualTo(will("dev1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{offline}                                        | the payload is not JSON",
                "  {'state':                                      | the JSON is cut off",
                "{} {}                                            | more text follows the JSON object",
                "{'state':1,'state':2}                            | \"state\" is given twice",
                "{'state':{'reported':{},'reported':{}}}          | \"reported\" is given twice",
                "{'state':{'reported':{'client_id':'a','client_id':'a'}}} | \"client_id\" is given twice",
                "{'state':{'reported':{'client_id':7}}}           | client_id is not a string",
                "{'state':{'reported':{'client_id':{}}}}          | client_id is not a string",
                "{'state':{'reported':{'client_id':''}}}          | client_id is empty",
                "{'state':{'reported':{'client_id':'\\ud83d'}}}   | client_id is not well-formed text",
            })
    void refusesJsonThatCannotBeRead(String payload, String reason) {
        assertThat(read(payload)).isEqualTo(new Unreadable(reason));
    }

    @Test
    void refusesWhatIsBeyondTheLimits() {
        String deep = "{'x':" + "[".repeat(64) + "]".repeat(64) + "}";
        String longId = "{'state':{'reported':{'client_id':'" + "x".repeat(129) + "'}}}";

        assertThat(read(deep)).isEqualTo(new Unreadable("the JSON is nested deeper than 64 levels"));
        assertThat(read(longId)).isEqualTo(new Unreadable("client_id is longer than 128 bytes"));
        assertThat(read("x".repeat(131_073)))
                .isEqualTo(new Unreadable("the payload has 131073 bytes, the limit is 131072"));
        assertThat(parser.read("lwt/" + "x".repeat(129), bytes("gone"), ARRIVED))
                .isEqualTo(new Unreadable("the device in the topic is longer than 128 bytes"));
    }

    @Test
    void refusesAJsonObjectThatIsNotUtf8() {
        byte[] payload = bytes("{'state':'?'}");
        payload[10] = (byte) 0xff;

        assertThat(parser.read("lwt/dev1", payload, ARRIVED))
                .isEqualTo(new Unreadable("the payload is not valid UTF-8"));
    }

    private static WillParser parser(String filter) {
        return new WillParser(new DeviceFilter(filter, ""));
    }

    private Reading read(String payload) {
        return parser.read("lwt/dev1", bytes(payload), ARRIVED);
    }

    private static Reading will(String client) {
        return new Understood(new LastWill(new ClientId(client), ARRIVED));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
