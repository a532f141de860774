package io.iotconnectivity.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.settings.Settings;
import io.iotconnectivity.settings.ShippedSettings;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reading;
import io.iotconnectivity.signal.WillParser;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people publish on their will topics, from the message to the verdict. */
class WillTopicTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Online",
                "online",
                "ONLINE",
                "1",
                "true",
                "connected",
                "{'state':'online'}",
                "{'status':'up'}",
                "{'state':{'reported':{'connected':true}}}",
                "{'online':true}",
                "",
                "banana",
            })
    void whatIsNoWillLeavesADeviceThatIsUpAlone(String payload) {
        Story story = up("x");
        int before = story.events().size();

        hear(story, ShippedSettings.with(), "lwt/x", payload);

        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.events()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Offline",
                "offline",
                "0",
                "{'state':'offline'}",
                "{'online':false}",
                "{'state':{'reported':{'last_will':'yes'}}}"
            })
    void willIsASuspicionAndThenAVerdict(String payload) {
        Story story = up("x");

        hear(story, ShippedSettings.with(), "lwt/x", payload);

        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(story.toItsEnd().verdict()).isEqualTo(Verdict.OFFLINE);
        assertThat(story.announced()).containsExactly("offline");
    }

    @ParameterizedTest
    @CsvSource({
        "tele/+/LWT, tele/x/LWT, Offline, Online",
        "zigbee2mqtt/+/availability, zigbee2mqtt/x/availability, {'state':'offline'}, {'state':'online'}",
        "shellies/+/online, shellies/x/online, false, true",
        "homie/+/$state, homie/x/$state, lost, ready",
        "spBv1.0/STATE/+, spBv1.0/STATE/x, '{\"online\":false,\"timestamp\":1}', '{\"online\":true,\"timestamp\":2}'",
    })
    void whereWillsAreTheVerdictTheDeviceItselfEndsItsOutage(String filter, String topic, String gone, String here) {
        Settings settings = ShippedSettings.with("presence.enabled", "false", "last-will.topic", filter);
        Story story = Story.device("x", settings.policy());

        hear(story, settings, topic, here);
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).isEmpty();

        hear(story, settings, topic, gone);
        story.passes(Duration.ofMinutes(1));
        assertThat(story.verdict()).isEqualTo(Verdict.OFFLINE);

        hear(story, settings, topic, here);
        assertThat(story.verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.announced()).containsExactly("offline", "online");
    }

    @ParameterizedTest
    @CsvSource({
        "tele/+/LWT, '', tele/plug1/LWT, plug1",
        "devices/+/status, '', devices/abc/status, abc",
        "lwt/#, '', lwt/site1/dev1, site1/dev1",
        "site/+/dev/+/lwt, 2, site/oslo/dev/p7/lwt, p7",
    })
    void topicNamesTheDevice(String filter, String client, String topic, String device) {
        Story story = up(device);

        hear(story, ShippedSettings.with("last-will.topic", filter, "last-will.client", client), topic, "offline");

        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'state':{'reported':{'last_will':'yes','client_id':'gateway'}}}",
                "{'state':{'reported':{'last_will':'yes','client_id':'gateway','versionNumber':99}}}",
                "{'state':{'reported':{'client_id':'gateway'}},'clientId':'gateway'}",
                "{'state':{'reported':{'last_will':'no','client_id':'gateway'}}}",
            })
    void whatAnotherDeviceSaysOfItLeavesADeviceAlone(String payload) {
        Story story = up("gateway");
        int before = story.events().size();

        hear(story, ShippedSettings.with(), "lwt/mallory", payload);

        assertThat(story.toItsEnd().verdict()).isEqualTo(Verdict.ONLINE);
        assertThat(story.events()).hasSize(before);
    }

    @Test
    void whoeverIsListedSpeaksForAnother() {
        Story story = up("gateway");

        hear(
                story,
                ShippedSettings.with("last-will.speaks-for-others", "lwt/mallory"),
                "lwt/mallory",
                "{'state':{'reported':{'last_will':'yes','client_id':'gateway'}}}");

        assertThat(story.verdict()).isEqualTo(Verdict.SUSPECT);
    }

    /** Version 1 has been connected for ten minutes. */
    private static Story up(String device) {
        Story story = Story.device(device);
        return story.connects(1, story.ago(Duration.ofMinutes(10)));
    }

    private static void hear(Story story, Settings settings, String topic, String payload) {
        Reading reading = new WillParser(
                        settings.sources().lastWill().devices(),
                        settings.sources().willWords())
                .read(topic, payload.replace('\'', '"').getBytes(UTF_8), story.now());
        if (reading instanceof Reading.Understood understood) {
            assertThat(understood.signals()).singleElement().satisfies(signal -> {
                assertThat(signal.client())
                        .isEqualTo(new ClientId(story.presence().client().value()));
                story.take(signal);
            });
        }
    }
}
