package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUrlTest {
    @ParameterizedTest
    @CsvSource({
        "tcp://localhost:1883, tcp://localhost:1883",
        "mqtt://localhost, tcp://localhost:1883",
        "mqtts://abc-ats.iot.eu-west-1.amazonaws.com, ssl://abc-ats.iot.eu-west-1.amazonaws.com:8883",
        "SSL://Broker:8884/, ssl://broker:8884",
        "tls://10.0.0.1:1, ssl://10.0.0.1:1",
        "wss://broker/mqtt, wss://broker:443/mqtt",
        "tcp://[::1]:1883, tcp://[::1]:1883",
    })
    void everyUsualFormIsUnderstood(String written, String understood) {
        assertThat(BrokerUrl.parse(written)).hasToString(understood);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1883", "broker", "http://broker:80", "tcp://", "tcp://b:99999", "tcp://a b", ""})
    void whatIsNoBrokerUrlIsRefusedWithTheFix(String written) {
        assertThatThrownBy(() -> BrokerUrl.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("mqtt.url: ")
                .hasMessageContaining("write tcp://host:1883 or ssl://host:8883");
    }

    @Test
    void aPasswordInTheUrlIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> BrokerUrl.parse("tcp://me:hunter2@broker:1883"))
                .hasMessageContaining("mqtt.password")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void settingsShowNoPassword() {
        MqttSettings settings = new MqttSettings(
                "tcp://me:hunter2@broker",
                "id",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("me"),
                Optional.of("hunter3"));

        assertThat(settings.toString()).contains("id", "me").doesNotContain("hunter");
    }
}
