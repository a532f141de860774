package io.iotconnectivity.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
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
    void thePayloadNamesTheDeviceWhereTheTopicCannot() {
        assertThat(read("telemetry", "telemetry", " {\"clientId\":\"dev\"}")).isEqualTo(life("dev"));
        assertThat(read("telemetry", "telemetry", "\ufeff{\"clientId\":\"dev\"}"))
                .isEqualTo(life("dev"));
        assertThat(read("telemetry/+", "telemetry/dev", "{\"clientId\":\"dev\"}"))
                .isEqualTo(life("dev"));
    }

    /** It would keep a device alive that is gone. Who published is alive all the same. */
    @Test
    void noDeviceSpeaksForAnother() {
        assertThat(read("telemetry/+", "telemetry/mallory", "{\"t\":1,\"clientId\":\"gateway\"}"))
                .isEqualTo(new Reading.Unreadable(
                        "the topic belongs to \"mallory\", but the payload's clientId is \"gateway\": a device may not speak for another unless"
                                + " sign-of-life.speaks-for-others lists the topic",
                        List.of(new Signal.SignOfLife(new ClientId("mallory"), NOW))));
        assertThat(read("telemetry/+", "telemetry/", "{\"clientId\":\"gateway\"}"))
                .isEqualTo(new Reading.Unreadable("the topic names no device where \"telemetry/+\" has it"));
    }

    @Test
    void whoeverIsListedSpeaksForOthers() {
        SignOfLifeParser gateways =
                new SignOfLifeParser(new DeviceTopic("telemetry/+", "", List.of("telemetry/gateway")));
        byte[] payload = "{\"clientId\":\"dev/1\"}".getBytes(UTF_8);

        assertThat(gateways.read("telemetry/gateway", payload, NOW)).isEqualTo(life("dev/1"));
        assertThat(gateways.read("telemetry/other", payload, NOW)).isInstanceOf(Reading.Unreadable.class);
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

    @Test
    void theLargestPayloadThatAwsLetsThroughMayNameTheDevice() {
        String start = "{\"clientId\":\"dev\",\"x\":\"";
        String largest = start + "x".repeat(128 * 1024 - start.length() - 2) + "\"}";

        assertThat(read("telemetry", "telemetry", largest)).isEqualTo(life("dev"));
        assertThat(read("telemetry", "telemetry", largest + " ")).isInstanceOf(Reading.Unreadable.class);
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
