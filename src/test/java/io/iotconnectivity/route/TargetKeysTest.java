package io.iotconnectivity.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.SampleEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetKeysTest {
    private final TargetKeys keys = new TargetKeys();

    @Test
    void deviceIsItsOwnKey() {
        Event event = about("site-1/pump:7");

        assertThat(keys.partition(event)).isEqualTo("site-1/pump:7");
        assertThat(keys.group(event)).isEqualTo("site-1/pump:7");
        assertThat(keys.resource(event)).isEqualTo("urn:iot-connectivity:client:site-1%2Fpump%3A7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "ventilé", "line\nbreak", "", "a,b \uD83D\uDE00"})
    void whatAQueueDoesNotTakeIsHashed(String clientId) {
        assertThat(keys.group(about(clientId))).matches("sha256-[0-9a-f]{64}");
        assertThat(keys.group(about(clientId))).isEqualTo(keys.group(about(clientId)));
        assertThat(keys.resource(about(clientId))).matches("urn:iot-connectivity:client:[A-Za-z0-9%*._-]*");
    }

    @Test
    void whatIsTooLongIsHashed() {
        assertThat(keys.group(about("a".repeat(128)))).hasSize(128);
        assertThat(keys.group(about("a".repeat(129)))).startsWith("sha256-");
        assertThat(keys.partition(about("a".repeat(256)))).hasSize(256);
        assertThat(keys.partition(about("a".repeat(257)))).startsWith("sha256-");
        assertThat(keys.partition(about(""))).startsWith("sha256-");
    }

    private static Event about(String clientId) {
        Event sample = SampleEvents.offline("any").event();
        return new Event(sample.id(), sample.type(), clientId, sample.time(), sample.data());
    }
}
