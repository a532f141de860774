package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.settings.ShippedSettings;
import io.iotconnectivity.signal.Reading.Understood;
import io.iotconnectivity.signal.Reading.Unreadable;
import io.iotconnectivity.signal.Signal.LastWill;
import io.iotconnectivity.signal.Signal.SignOfLife;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WillParserTest {
    private static final Instant ARRIVED = Instant.parse("2026-11-23T10:00:00Z");
    private static final String NAMELESS =
            "client_id is missing from the payload, and the topic does not name the device";

    private final WillParser parser = parser("lwt/+");

    @Test
    void readsTheWillOfTheAwsBlog() {
        WillParser blog = parser("/last/will/topic");
        String payload = "{'state':{'reported':{'last_will':'yes','trigger_action':'on','client_id':'lwtThing'}}}";

        assertThat(blog.read("/last/will/topic", bytes(payload), ARRIVED)).isEqualTo(will("lwtThing"));
    }

    /** A will that is taken for a sign of life would never be told of. */
    @ParameterizedTest
    @CsvSource({
        "devices/+/offline, true",
        "devices/+/Offline, 1",
        "disconnected/+, TRUE",
        "+/offline, 0",
        "+/offline, false"
    })
    void aYesOnATopicThatAsksForAbsenceIsNoSignOfLife(String filter, String payload) {
        assertThat(parser(filter).read(filter.replace("+", "p7"), bytes(payload), ARRIVED))
                .isInstanceOfSatisfying(Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .startsWith("on a topic called ")
                        .endsWith("list it in the other"));
    }

    @Test
    void aTopicThatAsksForAbsenceTakesWordsThatSpeakForThemselves() {
        WillParser absence = parser("devices/+/offline");

        assertThat(absence.read("devices/p7/offline", bytes("offline"), ARRIVED))
                .isEqualTo(will("p7"));
        assertThat(absence.read("devices/p7/offline", bytes("online"), ARRIVED))
                .isEqualTo(new Understood(new SignOfLife(new ClientId("p7"), ARRIVED)));
    }

    @Test
    void aTopicThatAllDevicesShareNamesNoDevice() {
        WillParser blog = parser("/last/will/topic");
        String payload = "{'state':{'reported':{'last_will':'yes','trigger_action':'on'}}}";

        assertThat(blog.read("/last/will/topic", bytes(payload), ARRIVED)).isEqualTo(new Unreadable(NAMELESS));
        assertThat(blog.read("/last/will/topic", bytes("offline"), ARRIVED)).isEqualTo(new Unreadable(NAMELESS));
    }

    @Test
    void whereTopicAndPayloadNameTheSameDeviceItIsThatOne() {
        assertThat(parser("lwt/#").read("lwt/a/b", bytes("{'state':{'reported':{'client_id':'a/b'}}}"), ARRIVED))
                .isEqualTo(will("a/b"));
    }

    /** The policy that we print confines the topic only. */
    @ParameterizedTest
    @ValueSource(strings = {"'client_id':'gateway'", "'client_id':'gateway','connected':true", "'client_id':'DEV1'"})
    void noDeviceSpeaksForAnother(String reported) {
        assertThat(read("{'state':{'reported':{" + reported + "}}}"))
                .isInstanceOfSatisfying(Unreadable.class, refused -> {
                    assertThat(refused.reason())
                            .matches(
                                    "the topic belongs to \"dev1\", but the payload's client_id is \"(gateway|DEV1)\": a device may not speak"
                                            + " for another unless last-will.speaks-for-others lists the topic");
                    assertThat(refused.others()).isEmpty();
                });
    }

    @ParameterizedTest
    @CsvSource({"lwt/+, lwt/", "lwt/+, other/dev1", "lwt/#, lwt", "+/+/lwt, a//lwt", "lwt/+, ''"})
    void aTopicThatLeavesTheDeviceOutIsNoWayToNameOne(String filter, String topic) {
        String client = filter.equals("+/+/lwt") ? "2" : "";
        WillParser confined = new WillParser(
                new DeviceTopic(filter, client),
                ShippedSettings.with().sources().willWords());

        for (String claim : List.of("'client_id':'gateway'", "'state':{'reported':{'client_id':'gateway'}}")) {
            assertThat(confined.read(topic, bytes("{'status':'offline'," + claim + "}"), ARRIVED))
                    .isEqualTo(new Unreadable("the topic names no device where \"" + filter + "\" has it"));
        }
    }

    /** A device that calls itself by another name in its payload does no harm. */
    @Test
    void otherNamesInThePayloadAreOfNoConsequenceWhereTheTopicNamesTheDevice() {
        for (String field : List.of("clientId", "client_id", "deviceId", "thingName", "id", "device")) {
            assertThat(read("{'" + field + "':'gateway','status':'offline'}")).isEqualTo(will("dev1"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lwt/gw1 | {'state':{'reported':{'client_id':'sub'}}} | sub",
                "lwt/gw1 | {'status':'offline','client_id':'sub'} | sub",
                "lwt/gw1 | {'status':'offline','clientId':'sub'} | sub",
                "lwt/gw1 | offline | gw1",
                "lwt/dev | {'status':'offline','client_id':'sub'} | dev",
            })
    void whoeverIsListedSpeaksForOthers(String topic, String payload, String device) {
        WillParser gateways = new WillParser(
                new DeviceTopic("lwt/+", "", List.of("gateways/+/lwt", "lwt/gw1")),
                ShippedSettings.with().sources().willWords());

        assertThat(gateways.read(topic, bytes(payload), ARRIVED)).isEqualTo(will(device));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Offline",
                "offline",
                "OFFLINE\n",
                "\ufeffoffline",
                "offline\0",
                "'offline'",
                "0",
                "false",
                "lost",
                "Connection Lost",
                "LWT",
                "{'state':'offline'}",
                "{'online':false}",
                "{'online':'0'}",
                "{'Status':'Disconnected','battery':3.4}",
                "{'online':false,'timestamp':1700000000000}",
                "{'idx':7,'ip':'192.0.2.1','alive':false}",
                "{'status':'charging','connected':false}",
                "{'state':{'reported':{'connected':false}}}",
                "{'state':{'reported':{'connected':'false'}}}",
                "{'state':{'reported':{'last_will':'yes'}}}",
                "{'state':{'reported':{'last_will':'yes','status':'charging'}}}",
                "{'state':{'reported':{'trigger_action':'on'}}}",
                "{'state':{'reported':{'client_id':'dev1'}}}",
                "{'state':{'reported':{'client_id':'dev1','temperature':21}}}",
            })
    void deviceIsGone(String payload) {
        assertThat(read(payload)).isEqualTo(will("dev1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Online",
                "online",
                "ONLINE",
                "1",
                "true",
                "connected",
                "ready",
                "'online'",
                "online\r\n",
                " online\0",
                "{'state':'online'}",
                "{'status':'up'}",
                "{'state':{'reported':{'connected':true}}}",
                "{'state':{'reported':{'connected':true,'client_id':'dev1'}}}",
                "{'online':true}",
                "{'online':1}",
                "{'online':true,'timestamp':1700000000000}",
                "\ufeff{'online':true}\0",
            })
    void deviceIsHere(String payload) {
        assertThat(read(payload)).isEqualTo(here("dev1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "\0", "''", "sleeping", "{'state':'sleeping'}"})
    void clearedWillIsNothing(String payload) {
        assertThat(read(payload)).isEqualTo(new Reading.Nothing());
        assertThat(parser("nobody").read("nobody", bytes(payload), ARRIVED)).isEqualTo(new Reading.Nothing());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "banana                  | \"banana\" is in none of last-will.gone, last-will.here and last-will.ignore",
                "{'state':'banana'}      | \"banana\" is in none of last-will.gone, last-will.here and last-will.ignore",
                "{'state':{'reported':{'client_id':'dev1','status':'banana'}}} | \"banana\" is in none of last-will.gone, last-will.here and last-will.ignore",
                "offline for maintenance | \"offline for maintena…\" is in none of last-will.gone, last-will.here and last-will.ignore",
                "['offline']             | \"[\"offline\"]\" is in none of last-will.gone, last-will.here and last-will.ignore",
                "{}                      | no path of last-will.path leads to a word",
                "{'state':null}          | no path of last-will.path leads to a word",
                "{'state':{'reported':['x']}} | no path of last-will.path leads to a word",
                "{'clientId':'a'}        | no path of last-will.path leads to a word",
                "{'state':{'desired':{'connected':true}}} | no path of last-will.path leads to a word",
                "{'online':true,'status':'down'} | the payload contradicts itself: \"status\" is a word of last-will.gone, \"online\" one of last-will.here",
            })
    void whatIsNotUnderstoodIsNoWillUnlessASettingSaysSo(String payload, String reason) {
        assertThat(read(payload)).isEqualTo(new Unreadable(reason));
        assertThat(parser("lwt/+", "last-will.unknown", "ignore").read("lwt/dev1", bytes(payload), ARRIVED))
                .isEqualTo(new Reading.Nothing());
        assertThat(parser("lwt/+", "last-will.unknown", "gone").read("lwt/dev1", bytes(payload), ARRIVED))
                .isInstanceOfSatisfying(Understood.class, understood -> assertThat(understood.signals())
                        .singleElement()
                        .isInstanceOf(LastWill.class));
    }

    @Test
    void bytesThatAreNoTextAreNoWillUnlessASettingSaysSo() {
        // An NDEATH of Sparkplug B: a time and bdSeq, in protobuf.
        byte[] binary = {8, (byte) 0xc8, (byte) 0xec, 0x12, 5, 10, 5, 'b', 'd', 'S', 'e', 'q', ' ', 8, (byte) 0xff};

        assertThat(parser.read("lwt/dev1", binary, ARRIVED))
                .isEqualTo(new Unreadable("the payload is not valid UTF-8"));
        assertThat(parser("lwt/+", "last-will.unknown", "gone").read("lwt/dev1", binary, ARRIVED))
                .isEqualTo(will("dev1"));
    }

    @Test
    void wordsAndPathsAreTheUsers() {
        WillParser own = parser(
                "lwt/+",
                "last-will.gone",
                "tot, Power.Main=off, note=*, \"\"",
                "last-will.here",
                "da, power.main=on",
                "last-will.ignore",
                "",
                "last-will.path",
                "device.condition");

        assertThat(own.read("lwt/a", bytes("TOT"), ARRIVED)).isEqualTo(will("a"));
        assertThat(own.read("lwt/a", bytes(""), ARRIVED)).isEqualTo(will("a"));
        assertThat(own.read("lwt/a", bytes("{'device':{'condition':'tot'}}"), ARRIVED))
                .isEqualTo(will("a"));
        assertThat(own.read("lwt/a", bytes("{'device':{'condition':'da'}}"), ARRIVED))
                .isEqualTo(here("a"));
        assertThat(own.read("lwt/a", bytes("{'power':{'main':'off'}}"), ARRIVED))
                .isEqualTo(will("a"));
        assertThat(own.read("lwt/a", bytes("{'power':{'main':'on'},'note':[]}"), ARRIVED))
                .isEqualTo(here("a"));
        assertThat(own.read("lwt/a", bytes("{'note':{'any':'thing'}}"), ARRIVED))
                .isEqualTo(will("a"));
        assertThat(own.read("lwt/a", bytes("{'note':null}"), ARRIVED)).isInstanceOf(Unreadable.class);
        assertThat(own.read("lwt/a", bytes("offline"), ARRIVED)).isInstanceOf(Unreadable.class);
        assertThat(own.read("lwt/a", bytes("off"), ARRIVED)).isInstanceOf(Unreadable.class);
    }

    @Test
    void theFormOfTheAwsBlogNamesTheDeviceWhateverThePathsAre() {
        WillParser own = parser(
                "wills",
                "last-will.gone",
                "tot",
                "last-will.here",
                "da",
                "last-will.ignore",
                "",
                "last-will.path",
                "condition");

        assertThat(own.read("wills", bytes("{'condition':'da','state':{'reported':{'client_id':'a'}}}"), ARRIVED))
                .isEqualTo(here("a"));
        assertThat(own.read("wills", bytes("{'condition':'da','other':{'reported':{'client_id':'a'}}}"), ARRIVED))
                .isEqualTo(new Unreadable(NAMELESS));
    }

    @Test
    void theLargestWillThatAwsLetsThroughIsRead() {
        assertThat(read("{'state':'offline','x':'" + "x".repeat(128 * 1024 - 26) + "'}"))
                .isEqualTo(will("dev1"));
    }

    @Test
    void payloadNamesTheDeviceWhereTheTopicCannot() {
        WillParser shared = parser("wills");

        assertThat(shared.read("wills", bytes("{'client_id':'a/b','status':'offline'}"), ARRIVED))
                .isEqualTo(will("a/b"));
        assertThat(shared.read("wills", bytes("{'status':'online','clientId':'a'}"), ARRIVED))
                .isEqualTo(here("a"));
        assertThat(parser.read("lwt/dev1", bytes("{'client_id':'other','status':'offline'}"), ARRIVED))
                .isEqualTo(will("dev1"));
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
        assertThat(read("{'state':{'reported':{" + reported + ",'client_id':'dev1'}}}"))
                .isEqualTo(here("dev1"));
        assertThat(read("{'state':{'reported':{" + reported + "}}}")).isEqualTo(here("dev1"));
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
                "  {'state':                                      | the JSON is truncated",
                "{} {}                                            | more text follows the JSON object",
                "{'state':1,'state':2}                            | \"state\" occurs twice",
                "{'state':{'reported':{},'reported':{}}}          | \"reported\" occurs twice",
                "{'state':{'reported':{'client_id':'a','client_id':'a'}}} | \"client_id\" occurs twice",
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
                .isEqualTo(new Unreadable("the payload is 131073 bytes long; the limit is 131072"));
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

    private static WillParser parser(String filter, String... settings) {
        return new WillParser(
                new DeviceTopic(filter, ""),
                ShippedSettings.with(settings).sources().willWords());
    }

    private Reading read(String payload) {
        return parser.read("lwt/dev1", bytes(payload), ARRIVED);
    }

    private static Reading will(String client) {
        return new Understood(new LastWill(new ClientId(client), ARRIVED));
    }

    private static Reading here(String client) {
        return new Understood(new SignOfLife(new ClientId(client), ARRIVED));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
