package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceTopicTest {

    @ParameterizedTest
    @CsvSource({
        "lwt/+,               , lwt/dev1,             dev1",
        "lwt/+,               , 'lwt/a b',            a b",
        "lwt/+,               , lwt/,                 ",
        "lwt/+,               , lwt/dev1/deeper,      ",
        "lwt/+,               , other/dev1,           ",
        "lwt/+,               , '',                   ",
        "tele/+/LWT,          , tele/plug1/LWT,       plug1",
        "devices/+/status,    , devices/abc/status,   abc",
        "devices/+/status,    , devices/abc/other,    ",
        "devices/+/status,    , devices//status,      ",
        "+,                   , dev1,                 dev1",
        "lwt/#,               , lwt/dev1,             dev1",
        "lwt/#,               , lwt/site1/dev1,       site1/dev1",
        "lwt/#,               , lwt//dev1,            /dev1",
        "lwt/#,               , lwt/dev1/,            dev1/",
        "lwt/#,               , lwt,                  ",
        "lwt/#,               , lwt/,                 ",
        "#,                   , dev1,                 dev1",
        "lwt/dev1,            , lwt/dev1,             ",
        "$share/g/lwt/+,      , lwt/dev1,             dev1",
        "$share/g/#,          , a/b,                  a/b",
        "$share/g/lwt/dev1,   , lwt/dev1,             ",
        "site/+/dev/+/lwt,   2, site/oslo/dev/p7/lwt, p7",
        "site/+/dev/+/lwt,   1, site/oslo/dev/p7/lwt, oslo",
        "dt/+/#,             1, dt/dev1/a/b,          dev1",
        "dt/+/#,             2, dt/app/a/b,           a/b",
        "lwt/+,              1, lwt/dev1,             dev1",
        "+/+,          payload, lwt/dev1,             ",
        "lwt/+,        payload, lwt/dev1,             ",
        "lwt,          payload, lwt,                  ",
    })
    void oneWildcardIsTheDevice(String filter, String client, String topic, String device) {
        DeviceTopic devices = new DeviceTopic(filter, client == null ? "" : client);

        assertThat(devices.device(topic)).isEqualTo(Optional.ofNullable(device));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "site/+/dev/+/lwt |         | has to say which of the 2 wildcards of \"site/+/dev/+/lwt\"",
                "+/+/#            |         | a number from 1 to 3 or payload, if each payload names its device",
                "+/+              | 3       | does not say which of the 2 wildcards",
                "+/+              | 0       | does not say which of the 2 wildcards",
                "+/+              | two     | does not say which of the 2 wildcards",
                "lwt/+            | 2       | write 1 or payload",
                "lwt              | 1       | write payload",
            })
    void unclearFilterIsRefusedWithTheWayOut(String filter, String client, String words) {
        assertThatThrownBy(() -> new DeviceTopic(filter, client == null ? "" : client))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "lwt/+,                , lwt/THING",
        "tele/+/LWT,           , tele/THING/LWT",
        "lwt/#,                , lwt/THING",
        "$share/g/lwt/#,       , lwt/THING",
        "site/+/dev/+/lwt,    2, site/*/dev/THING/lwt",
        "dt/+/#,              1, dt/THING/*",
        "lwt/+,         payload, lwt/*",
        "/last/will/topic,     , /last/will/topic",
    })
    void policyLetsADeviceNameItselfOnly(String filter, String client, String topics) {
        assertThat(new DeviceTopic(filter, client == null ? "" : client).topicsOf("THING"))
                .isEqualTo(topics);
    }

    /** What a policy lets a device publish to is read as that device, whatever its client id holds. */
    @Property
    void whatTheDeviceMayPublishToNamesIt(@ForAll("ids") String id) {
        DeviceTopic devices = new DeviceTopic("a/+/#", "2");

        assertThat(devices.device(devices.topicsOf(id))).contains(id);
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.strings()
                .withChars('a', '/', ' ', '$', '*', 'é')
                .ofMinLength(1)
                .ofMaxLength(12);
    }

    @Test
    void filterIsShownAsItIsSubscribedTo() {
        assertThat(new DeviceTopic("$share/g/lwt/+", "").filter()).isEqualTo("$share/g/lwt/+");
        assertThat(new DeviceTopic("$share/g/lwt/+", "")).hasToString("$share/g/lwt/+");
    }

    @ParameterizedTest
    @CsvSource({
        "devices/+/offline, offline",
        "devices/offline/+, offline",
        "devices/offline/#, offline",
        "offline/+/+,       offline",
        "+/+,               ",
        "#,                 ",
    })
    void theLastNameIsTheOneThatAllTopicsHave(String filter, String name) {
        assertThat(DeviceTopic.ofPayloads(filter).lastName()).isEqualTo(Optional.ofNullable(name));
    }

    /** As with a device at any other level: it may not speak for another. */
    @ParameterizedTest
    @CsvSource({"+/status, dev/status", "#, dev"})
    void theDeviceMayStandAtTheBeginningOfTheTopic(String filter, String topic) throws Refusal {
        DeviceTopic devices = new DeviceTopic(filter, "");

        assertThat(devices.device("last-will", "client_id", topic, Optional.of("dev"), Optional.empty()))
                .isEqualTo(new ClientId("dev"));
        assertThatThrownBy(
                        () -> devices.device("last-will", "client_id", topic, Optional.of("gateway"), Optional.empty()))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("the topic belongs to \"dev\", but the payload's client_id is \"gateway\"");
        assertThatThrownBy(() -> devices.device(
                        "last-will", "client_id", topic.replace("dev", ""), Optional.empty(), Optional.empty()))
                .isInstanceOf(Refusal.class)
                .hasMessage("the topic names no device where \"" + filter + "\" has it");
    }
}
