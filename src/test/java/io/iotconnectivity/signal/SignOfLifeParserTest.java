package io.iotconnectivity.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignOfLifeParserTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "telemetry/+, telemetry/dev, dev",
        "telemetry/#, telemetry/site/4/dev, site/4/dev",
        "dt/+/sensors, dt/dev/sensors, dev",
        "$share/group/telemetry/+, telemetry/dev, dev",
        "#, dev, dev",
    })
    void wildcardNamesTheDevice(String filter, String topic, String device) {
        assertThat(read(filter, topic, "21.5")).isEqualTo(life(device));
    }

    @Test
    void clientIdOfThePayloadIsMoreThanTheTopic() {
        assertThat(read("telemetry/+", "telemetry/gateway", "{\"t\":1,\"clientId\":\"dev/1\"}"))
                .isEqualTo(life("dev/1"));
        assertThat(read("telemetry", "telemetry", " {\"clientId\":\"dev\"}")).isEqualTo(life("dev"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"clientId\":7}",
                "{\"clientId\":\"\"}",
                "{\"clientId\":null}",
                "[1,2]",
                "\u0000\u0001",
                "{} {}"
            })
    void anyPayloadIsASign(String payload) {
        assertThat(read("telemetry/+", "telemetry/dev", payload)).isEqualTo(life("dev"));
    }

    @Test
    void largePayloadIsASignToo() {
        assertThat(read("telemetry/+", "telemetry/dev", "{\"x\":\"" + "x".repeat(200_000) + "\"}"))
                .isEqualTo(life("dev"));
    }

    @ParameterizedTest
    @CsvSource({"telemetry, telemetry", "telemetry/+, telemetry/", "telemetry/#, telemetry"})
    void trafficThatNamesNoDeviceIsNone(String filter, String topic) {
        assertThat(read(filter, topic, "21.5")).isInstanceOf(Reading.Unreadable.class);
    }

    private static Reading read(String filter, String topic, String payload) {
        return new SignOfLifeParser(new DeviceTopic(filter, "")).read(topic, payload.getBytes(UTF_8), NOW);
    }

    private static Reading life(String device) {
        return new Reading.Understood(new Signal.SignOfLife(new ClientId(device), NOW));
    }
}
